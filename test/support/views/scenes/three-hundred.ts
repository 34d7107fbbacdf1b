/** Three stages with a hundred steps each: most of them cached, the end of two runs again, the third may follow. */
import type { Scene } from '../recorder.ts';

const N_STEPS = 100;
/** Steps of a stage that run again, what they copy first included. */
const N_AGAIN = 20;

const DOCKERFILE = `${stage('deps', ['COPY deps.txt .'])}
${stage('build', ['COPY build.txt .'])}
${stage('final', ['COPY --from=deps /deps@nonce@ /deps', 'COPY --from=build /build@nonce@ /build'])}
`;

export const THREE_HUNDRED: Scene<'forecast-300' | 'timings-300'> = {
  name: 'three-hundred',
  files: { Dockerfile: DOCKERFILE, 'deps.txt': '1\n', 'build.txt': '1\n' },
  views: ['forecast-300', 'timings-300'],
  record: async ({ build, write, edit, forecast, timings }) => {
    await build();
    await write({ 'deps.txt': '2\n', 'build.txt': '2\n' });
    await build();
    const recorded = await timings();
    await edit('deps.txt', '3\n');
    await edit('build.txt', '3\n');
    return { 'forecast-300': await forecast(), 'timings-300': recorded };
  },
};

function stage(name: string, copies: readonly string[]): string {
  const make = (part: number): string => `RUN echo OPTIMIZE=1 > target-${String(part)}`;
  const head = [`FROM busybox AS ${name}`, `WORKDIR /${name}@nonce@`];
  const nParts = N_STEPS - head.length - copies.length;
  const parts = Array.from({ length: nParts }, (_, index) => make(index + 1));
  const again = N_AGAIN - copies.length;
  return [...head, ...parts.slice(0, -again), ...copies, ...parts.slice(-again)].join('\n');
}
