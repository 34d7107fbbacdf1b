/** Go; the program uses little of the standard library, which is compiled as well. */
import type { ManagerProof } from '../model.ts';

const SUM = `github.com/mitchellh/go-wordwrap v1.0.1 h1:TLuKupo69TCn6TQSyGxwI1EblZZEsQ0vMlAFQflz0v0=
github.com/mitchellh/go-wordwrap v1.0.1/go.mod h1:R62XHJLzvMFRBbcrT7m7WgmE1eOyTSsCt+hzestvNj0=
`;

const MAIN = `package main

import "github.com/mitchellh/go-wordwrap"

func main() { println(wordwrap.WrapString("hello world", 5)) }
`;

export const proof: ManagerProof = {
  id: 'go',
  image: 'golang:1.26',
  files: {
    'go.mod':
      'module hello.example/hello\n\ngo 1.24\n\nrequire github.com/mitchellh/go-wordwrap v1.0.1\n',
    'go.sum': SUM,
    'main.go': MAIN,
  },
  install: () => [
    'COPY go.mod go.sum ./',
    'RUN go mod download -x',
    'COPY main.go ./',
    'RUN go build -v -o hello .',
  ],
  change: { file: 'go.mod', from: 'go 1.24', to: '// One comment more.\n\ngo 1.24' },
  // A file of the module proxy, or the name of a package that is compiled.
  work: /^(?:# get .*\.(?:zip|mod|info): 200|go: downloading|[a-z][\w.]*(?:\/[\w.-]+)*$)/,
  noise: [{ path: /\/\.config\/go\/telemetry(?:\/|$)/, reason: 'counters of Go itself' }],
  moved: [
    {
      name: 'by variables',
      before: ['ENV GOMODCACHE=/var/cache/go-mod GOCACHE=/var/cache/go-build'],
    },
    { name: 'by GOPATH', before: ['ENV GOPATH=/var/lib/go'] },
  ],
};
