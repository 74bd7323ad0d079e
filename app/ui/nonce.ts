// The nonce of the document that is being rendered; undefined in the browser, which hides it.
import { createContext } from 'react';

export const NonceContext = createContext<string | undefined>(undefined);
