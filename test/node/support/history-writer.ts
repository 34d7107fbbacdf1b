/** A process of its own that appends records: `history-writer.ts FOLDER NAME COUNT LIMIT`. */
import { openHistory } from '../../../server/node/history/index.ts';
import { parseTestRecord, testRecord } from './records.ts';

const [folder = '', name = '', count = '0', limit = '0'] = process.argv.slice(2);
const history = openHistory({ folder, limit: Number(limit), parse: parseTestRecord });
for (let index = 0; index < Number(count); index += 1) {
  const result = await history.append(
    testRecord(`${name}-${index}`, { padding: 'x'.repeat(5000) }),
  );
  if (result.kind === 'failed') throw new Error(result.message);
}
