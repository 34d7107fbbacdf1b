/** Examples: which changes of a RUN's text and of instructions without a layer change the key of a step. How to read them is said in `compare-operations.ts`. */
import { compareOperations, givenArgs, type Comparison } from './compare-operations.ts';

const comparisons: readonly Comparison[] = [
  {
    title: 'what only the finished image holds',
    before: 'RUN a',
    after:
      'LABEL a=b\nEXPOSE 80\nVOLUME /v\nSTOPSIGNAL 9\nHEALTHCHECK NONE\nONBUILD RUN x\nENTRYPOINT e\nCMD c\nMAINTAINER m\nRUN a',
    expected: '=',
  },
  {
    title: 'another user',
    before: 'USER app\nCOPY a /a\nWORKDIR /w\nRUN a',
    after: 'USER 1000\nCOPY a /a\nWORKDIR /w\nRUN a',
    expected: '=xx',
  },
  {
    title: 'root named for the first time',
    before: 'WORKDIR /w\nRUN a',
    after: 'USER root\nWORKDIR /w\nRUN a',
    expected: 'xx',
  },
  {
    title: 'root by name and by number own the same',
    before: 'USER root\nWORKDIR /w',
    after: 'USER 0\nWORKDIR /w',
    expected: '=',
  },
  {
    title: 'a final slash of WORKDIR',
    before: 'WORKDIR /w\nRUN a',
    after: 'WORKDIR /w/\nRUN a',
    expected: '=x',
  },
  {
    title: 'a relative WORKDIR below the root',
    before: 'WORKDIR /w\nRUN a',
    after: 'WORKDIR w\nRUN a',
    expected: '==',
  },
  {
    title: 'WORKDIR by another way',
    before: 'WORKDIR /a\nWORKDIR b\nRUN a',
    after: 'WORKDIR /a\nWORKDIR ../a/b\nRUN a',
    expected: '===',
  },
  {
    title: 'another shell',
    before: 'RUN ["a"]\nRUN a',
    after: 'SHELL ["/bin/bash", "-c"]\nRUN ["a"]\nRUN a',
    expected: '=x',
  },
  // The text of RUN.
  { title: 'blanks around a RUN', before: 'RUN a', after: '  run   a  ', expected: '=' },
  {
    title: 'line ends of another system',
    before: 'RUN a\nCOPY b /b',
    after: 'RUN a\r\nCOPY b /b\r',
    expected: '==',
  },
  { title: 'a blank inside a RUN', before: 'RUN a b', after: 'RUN a  b', expected: 'x' },
  { title: 'an exact continuation', before: 'RUN a && b', after: 'RUN a && \\\nb', expected: '=' },
  {
    title: 'an indented continuation',
    before: 'RUN a && b',
    after: 'RUN a && \\\n  b',
    expected: 'x',
  },
  {
    title: 'a comment among continuations',
    before: 'RUN a && \\\nb',
    after: 'RUN a && \\\n# why\nb',
    expected: '=',
  },
  {
    title: 'the same words as an exec form',
    before: 'RUN echo a',
    after: 'RUN ["/bin/sh", "-c", "echo a"]',
    expected: '=',
  },
  {
    title: 'a heredoc with another delimiter',
    before: 'RUN <<EOF\na\nEOF',
    after: "RUN <<-'X'\n\ta\nX",
    expected: '=',
  },
  {
    title: 'a comment in a heredoc',
    before: 'RUN <<EOF\na\nEOF',
    after: 'RUN <<EOF\n# why\na\nEOF',
    expected: 'x',
  },
  {
    title: 'the delimiter of a heredoc with an interpreter',
    before: 'RUN <<EOF\n#!/bin/sh\nEOF',
    after: 'RUN <<X\n#!/bin/sh\nX',
    expected: 'x',
  },
  {
    title: 'the delimiter of a heredoc that the shell reads',
    before: 'RUN cat <<A >x\n1\nA',
    after: 'RUN cat <<B >x\n1\nB',
    expected: 'x',
  },
  {
    title: 'the network of RUN and of the build',
    before: 'RUN --network=none a',
    after: 'RUN a',
    afterOptions: { network: 'none' },
    expected: '=',
  },
  {
    title: 'the default network by name',
    before: 'RUN a',
    after: 'RUN --network=default a',
    expected: '=',
  },
  {
    title: 'the network of the host',
    before: 'RUN a\nCOPY b /b',
    afterOptions: { network: 'host' },
    expected: 'x=',
  },
  {
    title: 'the address of a host',
    before: 'RUN a',
    options: { addHosts: ['db:1.1.1.1'] },
    afterOptions: { addHosts: ['db:2.2.2.2'] },
    expected: '=',
  },
  { title: 'a host', before: 'RUN a', afterOptions: { addHosts: ['db:1.1.1.1'] }, expected: 'x' },
  { title: 'shared memory', before: 'RUN a', afterOptions: { shmSize: 1024 }, expected: 'x' },
  {
    title: 'the host name of the sandbox',
    before: 'RUN a',
    afterOptions: givenArgs({ BUILDKIT_SANDBOX_HOSTNAME: 'h' }),
    expected: 'x',
  },
  {
    title: 'the platform that is built for anyway',
    before: 'RUN a',
    afterOptions: { platform: 'linux/x86_64' },
    expected: '=',
  },
  {
    title: 'another platform',
    before: 'RUN a\nCOPY a /a',
    afterOptions: { platform: 'linux/arm64' },
    expected: 'x=',
  },
];

compareOperations('operations: instructions and RUN', comparisons);
