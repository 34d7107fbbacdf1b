/** The packaged extension in a real workbench, as somebody meets it who just installed it: the same in every editor. */
import assert from 'node:assert/strict';
import { useWorkbench } from './workbench.ts';

export function describeInstalledExtension(): void {
  const workbench = useWorkbench({
    files: {
      Dockerfile: 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'pyyaml==5.1\n',
    },
  });

  it('opens Dockerfiles and requirements files in their languages', async () => {
    await workbench().openFile('Dockerfile');
    await workbench().line('FROM python:3.11').waitFor();
    await workbench().page.locator('.statusbar-item', { hasText: 'Docker' }).first().waitFor();
    await workbench().openFile('requirements.txt');
    await workbench()
      .page.locator('.statusbar-item', { hasText: 'requirements' })
      .first()
      .waitFor();
  });

  it('shows what its server says in an output channel', async () => {
    await workbench().palette('Layer Forecast: Show Output');
    await workbench().page.locator('.output-view .view-line').first().waitFor();
  });

  it('shows the forecast of a Dockerfile in a view', async () => {
    await workbench().openFile('Dockerfile');
    await workbench().palette('Layer Forecast: Show Layer Forecast');
    await workbench().webview().locator('body').waitFor();
    assert.equal(await workbench().webview().locator('body').count(), 1);
  });

  it('asks nothing of any other machine', () => {
    assert.deepEqual([...workbench().foreignRequests], []);
  });
}
