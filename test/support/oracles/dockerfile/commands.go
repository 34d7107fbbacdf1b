package main

import (
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// BuildKit wants a linter wherever there are comments.
var quiet = linter.New(&linter.Config{SkipAll: true})

// What an instruction means, or nil where it is refused. Variables have no values, and stay as they are written.
func readCommand(node *parser.Node, escape rune) any {
	lex := shell.NewLex(escape)
	lex.SkipUnsetEnv = true
	failed := false
	word := func(text string) string {
		value, _, err := lex.ProcessWord(text, shell.EnvsFromSlice(nil))
		failed = failed || err != nil
		return value
	}
	read, err := instructions.ParseInstructionWithLinter(node, quiet)
	if err != nil {
		return nil
	}
	out := describe(read, word)
	if command, ok := read.(instructions.SupportsSingleWordExpansion); ok {
		if _, isArg := read.(*instructions.ArgCommand); !isArg {
			err := command.Expand(func(text string) (string, error) {
				value, _, err := lex.ProcessWord(text, shell.EnvsFromSlice(nil))
				return value, err
			})
			failed = failed || err != nil
		}
	}
	if command, ok := read.(instructions.SupportsSingleWordExpansionRaw); ok {
		raw := shell.NewLex('\\')
		raw.SkipProcessQuotes = true
		raw.SkipUnsetEnv = true
		err := command.ExpandRaw(func(text string) (string, error) {
			value, _, err := raw.ProcessWord(text, shell.EnvsFromSlice(nil))
			return value, err
		})
		failed = failed || err != nil
	}
	if run, ok := read.(*instructions.RunCommand); ok && !failed {
		mounts, refused := describeMounts(run)
		out["mounts"] = mounts
		failed = failed || refused
	}
	if failed {
		return nil
	}
	return out
}

func describe(read any, word func(string) string) object {
	switch command := read.(type) {
	case *instructions.Stage:
		word(command.BaseName)
		word(command.Platform)
		return object{"kind": "from", "image": command.BaseName, "platform": command.Platform, "name": command.Name}
	case *instructions.RunCommand:
		devices := []string{}
		for range instructions.GetDevices(command) {
			devices = append(devices, "device")
		}
		return object{
			"kind": "run", "shell": command.PrependShell, "argv": orEmpty(command.CmdLine), "devices": len(devices),
			"network": instructions.GetNetwork(command), "security": instructions.GetSecurity(command),
		}
	case *instructions.CopyCommand:
		if command.From != "" {
			bare := shell.NewLex('\\')
			if value, _, err := bare.ProcessWord(command.From, shell.EnvsFromSlice(nil)); err != nil || value != command.From {
				word("'") // refused later, while the build is planned
			}
		}
		out := describeSources("copy", command.SourcesAndDest)
		out["from"] = command.From
		out["chown"] = command.Chown
		out["chmod"] = command.Chmod
		out["link"] = command.Link
		out["parents"] = command.Parents
		out["exclude"] = orEmpty(command.ExcludePatterns)
		return out
	case *instructions.AddCommand:
		out := describeSources("add", command.SourcesAndDest)
		out["chown"] = command.Chown
		out["chmod"] = command.Chmod
		out["link"] = command.Link
		out["exclude"] = orEmpty(command.ExcludePatterns)
		out["checksum"] = command.Checksum
		out["keepGitDir"] = command.KeepGitDir != nil && *command.KeepGitDir
		out["unpack"] = command.Unpack
		return out
	case *instructions.EnvCommand:
		return describePairs("env", command.Env)
	case *instructions.LabelCommand:
		return describePairs("label", command.Labels)
	case *instructions.ArgCommand:
		pairs := []any{}
		for _, pair := range command.Args {
			if pair.Value != nil {
				word(*pair.Value)
			}
			pairs = append(pairs, []any{pair.Key, pair.Value})
		}
		return object{"kind": "arg", "pairs": pairs}
	case *instructions.WorkdirCommand:
		return object{"kind": "workdir", "value": command.Path}
	case *instructions.UserCommand:
		return object{"kind": "user", "value": command.User}
	case *instructions.StopSignalCommand:
		return object{"kind": "stopsignal", "value": command.Signal}
	case *instructions.MaintainerCommand:
		return object{"kind": "maintainer", "value": command.Maintainer}
	case *instructions.CmdCommand:
		return object{"kind": "cmd", "shell": command.PrependShell, "argv": orEmpty(command.CmdLine)}
	case *instructions.EntrypointCommand:
		return object{"kind": "entrypoint", "shell": command.PrependShell, "argv": orEmpty(command.CmdLine)}
	case *instructions.ShellCommand:
		return object{"kind": "shell", "argv": orEmpty(command.Shell)}
	case *instructions.HealthCheckCommand:
		return object{"kind": "healthcheck", "argv": orEmpty(command.Health.Test)}
	case *instructions.OnbuildCommand:
		return object{"kind": "onbuild"}
	case *instructions.ExposeCommand:
		for _, port := range command.Ports {
			word(port)
		}
		return object{"kind": "other"}
	default:
		return object{"kind": "other"}
	}
}

func describeSources(kind string, sources instructions.SourcesAndDest) object {
	heredocs := []any{}
	for _, content := range sources.SourceContents {
		heredocs = append(heredocs, object{"name": content.Path, "content": content.Data, "expand": content.Expand})
	}
	return object{
		"kind": kind, "sources": append([]string{}, sources.SourcePaths...), "destination": sources.DestPath, "heredocs": heredocs,
	}
}

func describePairs(kind string, given instructions.KeyValuePairs) object {
	pairs := []any{}
	legacy := false
	for _, pair := range given {
		pairs = append(pairs, []any{pair.Key, pair.Value})
		legacy = legacy || pair.NoDelim
	}
	return object{"kind": kind, "pairs": pairs, "legacy": legacy}
}

// The mounts with their options read, and whether planning the build refuses one of them.
func describeMounts(run *instructions.RunCommand) ([]any, bool) {
	out := []any{}
	refused := false
	for _, mount := range instructions.GetMounts(run) {
		isSpecial := mount.Type == instructions.MountTypeSecret || mount.Type == instructions.MountTypeSSH
		refused = refused || !isSpecial && mount.Target == "/"
		out = append(out, object{
			"type": string(mount.Type), "from": mount.From, "source": mount.Source, "target": mount.Target,
			"readonly": mount.ReadOnly, "id": mount.CacheID, "sharing": string(mount.CacheSharing),
			"required": mount.Required, "uid": mount.UID, "gid": mount.GID, "mode": mount.Mode, "env": mount.Env,
		})
	}
	return out, refused
}
