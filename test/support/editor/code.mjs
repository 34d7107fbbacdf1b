#!/usr/bin/env node
// What a test runner starts in the place of `code`, where no desktop VS Code can be had; code-shim.ts does the work.
import { register } from 'tsx/esm/api';

register();
await import('./code-shim.ts');
