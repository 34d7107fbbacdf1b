/** Examples: how arguments and variables reach the keys of steps. How to read them is said in `compare-operations.ts`. */
import { compareOperations, givenArgs, type Comparison } from './compare-operations.ts';

const comparisons: readonly Comparison[] = [
  {
    title: 'another value of an ARG',
    before: 'RUN pre\nARG V=1\nCOPY a /a\nRUN post\nCOPY b /b',
    afterOptions: givenArgs({ V: '2' }),
    expected: '==x=',
  },
  {
    title: 'the default given as a build argument',
    before: 'ARG V=1\nRUN a',
    afterOptions: givenArgs({ V: '1' }),
    expected: '=',
  },
  {
    title: 'a build argument that nothing declares',
    before: 'RUN a',
    afterOptions: givenArgs({ NONE: '1' }),
    expected: '=',
  },
  {
    title: 'another default under the same build argument',
    before: 'ARG V=1\nRUN a',
    after: 'ARG V=2\nRUN a',
    options: givenArgs({ V: '3' }),
    expected: '=',
  },
  {
    title: 'an ARG without a value taken away',
    before: 'ARG V\nRUN a',
    after: 'RUN a',
    expected: '=',
  },
  {
    title: 'an ARG without a value given one',
    before: 'ARG V\nRUN a',
    afterOptions: givenArgs({ V: '2' }),
    expected: 'x',
  },
  {
    title: 'an ARG without a value given an empty one',
    before: 'ARG V\nRUN a',
    afterOptions: givenArgs({ V: '' }),
    expected: 'x',
  },
  {
    title: 'a proxy that is not declared',
    before: 'RUN a',
    afterOptions: givenArgs({ HTTP_PROXY: 'p' }),
    expected: '=',
  },
  {
    title: 'a proxy that is declared',
    before: 'ARG HTTP_PROXY\nRUN a',
    afterOptions: givenArgs({ HTTP_PROXY: 'p' }),
    expected: 'x',
  },
  {
    title: 'an ARG below the RUN',
    before: 'RUN a\nARG V=1',
    after: 'RUN a\nARG V=2',
    expected: '=',
  },
  {
    title: 'two variables of one ENV swapped',
    before: 'ENV A=1 B=2\nRUN a',
    after: 'ENV B=2 A=1\nRUN a',
    expected: 'x',
  },
  {
    title: 'an ENV split in two lines',
    before: 'ENV A=1 B=2\nRUN a',
    after: 'ENV A=1\nENV B=2\nRUN a',
    expected: '=',
  },
  {
    title: 'the old form of ENV',
    before: 'ENV A=1\nRUN a',
    after: 'ENV A 1\nRUN a',
    expected: '=',
  },
  {
    title: 'ARG in place of ENV',
    before: 'ENV A=1\nENV B=2\nRUN a',
    after: 'ARG A=1\nARG B=2\nRUN a',
    expected: '=',
  },
  {
    title: 'a value by way of another variable',
    before: 'ENV B=2\nENV A=2\nRUN a',
    after: 'ENV B=2\nENV A=$B\nRUN a',
    expected: '=',
  },
  {
    title: 'one ENV does not see its own values',
    before: 'ENV A=1\nENV A=2 B=1\nRUN a',
    after: 'ENV A=1\nENV A=2 B=$A\nRUN a',
    expected: '=',
  },
  {
    title: 'a variable set anew moves to the end',
    before: 'ENV A=1 B=2\nENV A=1\nRUN a',
    after: 'ENV A=1 B=2\nRUN a',
    expected: 'x',
  },
  {
    title: 'ARG after ENV wins',
    before: 'ENV A=1\nARG A=2\nRUN a',
    after: 'ENV A=2\nRUN a',
    expected: '=',
  },
  {
    title: 'ENV does not reach COPY and WORKDIR',
    before: 'ENV V=1\nCOPY a /a\nWORKDIR /w\nCOPY b b\nRUN a',
    after: 'ENV V=2\nCOPY a /a\nWORKDIR /w\nCOPY b b\nRUN a',
    expected: '===x',
  },
  {
    title: 'SOURCE_DATE_EPOCH reaches WORKDIR only',
    before: 'WORKDIR /w\nCOPY a /a\nRUN a',
    afterOptions: givenArgs({ SOURCE_DATE_EPOCH: '1' }),
    expected: 'x==',
  },
  {
    title: 'SOURCE_DATE_EPOCH did not before 0.22',
    before: 'WORKDIR /w\nRUN a',
    afterOptions: givenArgs({ SOURCE_DATE_EPOCH: '1' }),
    engine: { buildkit: '0.21.1' },
    expected: '==',
  },
  {
    title: 'SOURCE_DATE_EPOCH that is declared',
    before: 'ARG SOURCE_DATE_EPOCH\nCOPY a /a\nRUN a',
    afterOptions: givenArgs({ SOURCE_DATE_EPOCH: '1' }),
    expected: '=x',
  },
];

compareOperations('operations: arguments and environment', comparisons);
