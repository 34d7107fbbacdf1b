/**
 * The verbs that look at files and build nothing. In `dist/` they are a program of their own, without all that builds and
 * forecasts need: a hook that checks one file waits above all for code to be loaded.
 */
export { check } from './verbs/check.ts';
export { explain } from './verbs/explain.ts';
export { fix } from './verbs/fix.ts';
