/**
 * Runs in a fresh extension host, before anything has woken the extension: loads its bundle and activates it, each with
 * the clock running. The host finds the bundle in its cache then, so that what it measures itself is `activate` alone.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LayerForecastApi } from '../../../client/src/extension.ts';

export interface ActivationTimes {
  /** Milliseconds each. */
  readonly load: number;
  readonly activate: number;
  /** From the start of `activate` until the server answers. */
  readonly ready: number;
}

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<LayerForecastApi>(
    'layer-forecast.layer-forecast',
  );
  if (extension === undefined) throw new Error('The extension is not installed.');
  if (extension.isActive) throw new Error('Something has activated the extension already.');
  const load = loadBundle(path.join(extension.extensionPath, 'dist/client.cjs'));
  const start = performance.now();
  const api = await extension.activate();
  await api.ready;
  const times: ActivationTimes = {
    load,
    activate: api.activationMilliseconds,
    ready: performance.now() - start,
  };
  writeFileSync(process.env['LAYER_FORECAST_TIMES'] ?? '', JSON.stringify(times));
}

function loadBundle(file: string): number {
  const load = createRequire(file);
  const start = performance.now();
  load(file);
  return performance.now() - start;
}
