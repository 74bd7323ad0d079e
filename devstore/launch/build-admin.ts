// The first half of `npm run build`: the admin, unless it is built already. The demo and the tests
// ask the same, so nobody builds it twice.
import { buildWhatIsNot } from './build.ts';

await buildWhatIsNot((line) => console.log(line));
