/** Texts of `--help`. */
import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;

const OVERVIEW = `layer-forecast: which layers the next docker build runs again, why, and for how long

  layer-forecast check [PATH…]        findings of Dockerfiles and requirements files
  layer-forecast fix [PATH…]          apply the fixes
  layer-forecast forecast [CONTEXT]   what the next build runs again
  layer-forecast snapshot [CONTEXT]   keep what decides on cache hits, for a later forecast
  layer-forecast build [CONTEXT]      forecast, docker buildx build, record, score
  layer-forecast builds [PATH…]       the builds that compose, bake, script and CI files describe
  layer-forecast context [CONTEXT]    which files a build sends to the builder, and their sizes
  layer-forecast explain RULE         what a rule finds, why that is bad, what its fix changes
  layer-forecast explain-build [ID]   why the steps of a recorded build ran
  layer-forecast timings FILE|-       a build log as steps and packages
  layer-forecast lsp --stdio          the language server, for editors other than VS Code
  layer-forecast VERB --help          the options of a verb

Exit codes: 0 fine, 1 findings or what --fail-on-… asked for, 2 bad input or usage, 3 the build failed, 130 cancelled.
`;

const BUILD_OPTIONS = `
Without CONTEXT the files of the repository decide which build is meant: compose, bake, scripts, CI, the last build,
else the folder in which the sources of the Dockerfile exist.
  --invocation ID              one of what layer-forecast builds lists, such as compose.yaml:web or web

Build options, as for docker buildx build:
  -f, --file FILE              the Dockerfile; else the context's own
  --target STAGE               --platform OS/ARCH          --network MODE
  --build-arg NAME=VALUE       --build-context NAME=VALUE  --builder NAME
  --no-cache                   --no-cache-filter STAGE     --secret …  --ssh …
`;

const VERBS: Readonly<Record<string, string>> = {
  check: `layer-forecast check [PATH…|-] [--select RULE…] [--ignore RULE…] [--severity S] [--fail-on S]
                     [--since REV] [--baseline FILE | --write-baseline FILE] [--as KIND]
                     [--config FILE | --no-config] [--stdin-filename PATH] [--ask-images] [--statistics]
                     [--format text|json|sarif|github|gitlab|junit] [--output-file FILE]

Paths are Dockerfiles, requirements files, ignore files, configurations or folders; without one it is this folder.
- is the standard input; its findings have the file <stdin>, or what --stdin-filename says.

  --select RULE, --ignore RULE
               only these rules (also where a configuration switches them off), all but these;
               each may be given several times, or as a,b
               (syntax is what the parser finds, configuration what is wrong with a layer-forecast.toml)
  --severity S the lowest severity that is shown: error, warning, info or hint
  --fail-on S  the lowest severity that ends with exit code 1 (default: warning)
  --statistics how often each rule found something
  --output-file FILE
               write the report there
  --baseline FILE
               only findings that are not in this file
  --write-baseline FILE
               write all findings into this file: they are known from now on
  --config FILE
               this configuration for all files, and no other one; its paths are relative to this folder
  --no-config  no configuration
  --as KIND    dockerfile or requirements: what the named files are, whatever they are called
               (default for -: dockerfile)
  --stdin-filename PATH
               the standard input is the text of this file, such as an unsaved one: its name, folder
               and configuration count, and what is on the disk does not
  --ask-images ask docker, and registries for what it does not have, which user a base image runs
               as and what its pip is set to; without it no process is started
  --since REV  only findings on lines that changed since this git revision, such as main

Severities, options of rules, excluded files and a baseline are read from the nearest layer-forecast.toml, or the section
[tool.layer-forecast] of a pyproject.toml. What the command line says comes first.

Exit code 2: a path that was named cannot be read. Other files that cannot be read are named on
the standard error, and the exit code is about the rest.
`,
  fix: `layer-forecast fix [PATH…] [--select RULE…] [--ignore RULE…] [--unsafe] [--diff] [--ask-images] [--as dockerfile]
                   [--config FILE | --no-config] [--format text|json]

  --select RULE, --ignore RULE
               only the fixes of these rules, all but these
  --unsafe     fixes that want a review too
  --diff       print the change, write nothing
  --config FILE, --no-config, --ask-images
               as for check
`,
  explain: `layer-forecast explain RULE [--format text|json]
`,
  snapshot: `layer-forecast snapshot [CONTEXT] [BUILD OPTIONS] -o FILE
${BUILD_OPTIONS}`,
  forecast: `layer-forecast forecast [CONTEXT] [BUILD OPTIONS] [--since FILE|git:REV|last-build|saved-files …]

  --since WHAT          what filled the cache; may be given several times, oldest first
                        (default: the last build, else git:HEAD)
  --if-changed FILE     as if this file had other content; may be given several times
  --if-required [FILE:]REQUIREMENT
                        as if a requirements file had this line, such as requests==2.31.0
                        (default: the installed file that has the package, else the first)
  --engine STORE        containerd or graphdriver
  --buildkit VERSION    such as 0.25.2
  --fail-on-miss GLOB   exit 1 where a step whose name matches would or may run again
  --fail-on-failure     exit 1 where the build is certain to fail, such as for a source that does not exist
  --no-outside-builds   do not ask the builder for builds that were made outside of Layer Forecast,
                        whose seconds count otherwise
  --format text|json
${BUILD_OPTIONS}`,
  builds: `layer-forecast builds [PATH…] [--format text|json]

Lists every way in which the Dockerfiles here are built, with context, target and arguments, and where it was read.
`,
  context: `layer-forecast context [CONTEXT] [BUILD OPTIONS] [--all] [--format text|json]

Says which files of the build context a build sends to the builder, what makes them large, and which line of the
Dockerfile asks for them. BuildKit sends what the instructions name and the ignore file leaves; after the first build
it sends only files that changed.

  --all                 each file that is sent, largest first
  --format text|json
${BUILD_OPTIONS}`,
  'explain-build': `layer-forecast explain-build [ID|CONTEXT] [BUILD OPTIONS] [--since ID] [--format text|json]

Says of each step of a recorded build whether it ran, and which change made it run, against the last successful build
before. Builds are recorded by layer-forecast build and by the editor. Of builds made outside of them, which docker
buildx history remembers, the steps and their times are told. Without ID it is the newest build of what the build
options say.

  ID                    the beginning of an id is enough; write a folder of such a name as ./1a2b3c4d
  --since ID            compare with this build
  --list                the recorded builds with their ids, oldest first; with build options only those of this build
  --no-outside-builds   only builds that were recorded
  --format text|json
${BUILD_OPTIONS}`,
  timings: `layer-forecast timings FILE|- [--format text|json]

The log is what docker buildx build --progress=rawjson (or plain) prints.
`,
  lsp: `layer-forecast lsp [--stdio]

Runs the language server over the standard input and output, as an editor starts it; docs/editors.md has the
configuration of Neovim, Helix, Zed, Sublime Text, Emacs and the editors of JetBrains. There is no other transport.

The server starts no process until the editor says in initializationOptions that the workspace is trusted:
{ "trusted": true }. Then it may ask git and docker, and build images.

Exit codes: 0 after shutdown and exit, 1 after exit alone and where the editor is gone, 130 after a signal.
`,
  build: `layer-forecast build [CONTEXT] [BUILD OPTIONS] [--fail-on-misprediction] [-- BUILDX ARGS…]

  -t, --tag NAME               --load   --push
  --fail-on-misprediction      exit 1 where a step did not do what was predicted
  --format text|json
${BUILD_OPTIONS}`,
};

export function helpText(verb: string | undefined): string {
  if (verb === undefined || !Object.hasOwn(VERBS, verb)) return OVERVIEW;
  return VERBS[verb] ?? OVERVIEW;
}
