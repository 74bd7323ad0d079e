// Random tests draw the same cases in every run: one that fails, fails for everybody. Looking for
// new cases is what the torture commands are for.
import fc from 'fast-check';

fc.configureGlobal({ seed: 20261122 });
