// Reads Dockerfiles and words with BuildKit's own packages and writes what it made of them as JSON.
// It takes one JSON object on stdin, {"dockerfiles": [text…], "words": [{…}…]}, and answers in the same order.
package main

import (
	"encoding/json"
	"errors"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

type request struct {
	Dockerfiles []string      `json:"dockerfiles"`
	Words       []wordRequest `json:"words"`
	Heredocs    []string      `json:"heredocs"`
}

type answer struct {
	Dockerfiles []any `json:"dockerfiles"`
	Words       []any `json:"words"`
	Heredocs    []any `json:"heredocs"`
}

type object = map[string]any

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	var given answer
	for _, text := range asked.Dockerfiles {
		given.Dockerfiles = append(given.Dockerfiles, readDockerfile(text))
	}
	for _, word := range asked.Words {
		given.Words = append(given.Words, readWord(word))
	}
	for _, word := range asked.Heredocs {
		given.Heredocs = append(given.Heredocs, readHeredocWord(word))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(given); err != nil {
		panic(err)
	}
}

func readDockerfile(text string) any {
	out := object{"syntax": nil, "check": nil}
	if _, value, location, ok := parser.DetectSyntax([]byte(text)); ok {
		// Another notation than `# syntax=` says that the file is no Dockerfile.
		if _, _, _, ok := parser.ParseDirective("syntax", []byte(text)); !ok {
			return object{"foreign": value}
		}
		out["syntax"] = object{"value": value, "line": location[0].Start.Line}
	}
	if _, value, location, ok := parser.ParseDirective("check", []byte(text)); ok {
		out["check"] = object{"value": value, "line": location[0].Start.Line}
	}
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		out["refusedAt"] = refusedLine(err)
		return out
	}
	out["escape"] = string(result.EscapeToken)
	out["emptyContinuations"] = len(result.Warnings)
	nodes := []any{}
	refused := false
	for _, node := range result.AST.Children {
		read := readNode(node, false)
		command := readCommand(node, result.EscapeToken)
		read["command"] = command
		refused = refused || command == nil
		nodes = append(nodes, read)
	}
	out["instructions"] = nodes
	if !refused {
		stages, _, err := instructions.Parse(result.AST, quiet)
		out["orderRefused"] = err != nil || len(stages) == 0
	}
	return out
}

// The line of the instruction that is refused; 0 where the file as a whole is.
func refusedLine(err error) int {
	for _, whole := range []string{"parser directive", "escape token", "no instructions", "max allowed size"} {
		if strings.Contains(err.Error(), whole) {
			return 0
		}
	}
	var located *parser.LocationError
	if errors.As(err, &located) {
		return located.Locations[0][0].Start.Line
	}
	return 0
}

func readNode(node *parser.Node, isTrigger bool) object {
	out := object{
		"keyword": strings.ToUpper(node.Value),
		"text":    strings.TrimSpace(node.Original),
		"flags":   orEmpty(node.Flags),
		"json":    node.Attributes["json"],
	}
	// Only the outermost node has lines and here-documents.
	if node.StartLine > 0 {
		out["line"] = node.StartLine
		out["endLine"] = node.EndLine
		out["heredocs"] = readHeredocs(node.Heredocs)
	}
	if node.Next != nil && len(node.Next.Children) > 0 {
		// ONBUILD behind ONBUILD is refused, so nobody cares what stands behind it.
		if !isTrigger {
			out["trigger"] = readNode(node.Next.Children[0], true)
		}
		return out
	}
	arguments := []string{}
	for next := node.Next; next != nil; next = next.Next {
		arguments = append(arguments, next.Value)
	}
	out["arguments"] = arguments
	return out
}

func readHeredocs(heredocs []parser.Heredoc) []any {
	out := []any{}
	for _, heredoc := range heredocs {
		out = append(out, object{
			"name": heredoc.Name, "fileDescriptor": heredoc.FileDescriptor, "expand": heredoc.Expand,
			"chomp": heredoc.Chomp, "raw": heredoc.Content,
		})
	}
	return out
}

func readHeredocWord(word string) any {
	heredoc, err := parser.ParseHeredoc(word)
	if err != nil {
		return "error"
	}
	if heredoc == nil {
		return nil
	}
	return object{
		"name": heredoc.Name, "fileDescriptor": heredoc.FileDescriptor, "expand": heredoc.Expand, "chomp": heredoc.Chomp,
	}
}

type wordRequest struct {
	Word          string            `json:"word"`
	Env           map[string]string `json:"env"`
	Escape        string            `json:"escape"`
	KeepQuotes    bool              `json:"keepQuotes"`
	KeepEscapes   bool              `json:"keepEscapes"`
	KeepUnset     bool              `json:"keepUnset"`
	LiteralQuotes bool              `json:"literalQuotes"`
}

// The word as a whole and cut into words; null where it is refused.
func readWord(asked wordRequest) any {
	env := []string{}
	for name, value := range asked.Env {
		env = append(env, name+"="+value)
	}
	escape := '\\'
	if asked.Escape == "`" {
		escape = '`'
	}
	lex := shell.NewLex(escape)
	lex.RawQuotes = asked.KeepQuotes
	lex.RawEscapes = asked.KeepEscapes
	lex.SkipUnsetEnv = asked.KeepUnset
	lex.SkipProcessQuotes = asked.LiteralQuotes
	result, err := lex.ProcessWordWithMatches(asked.Word, shell.EnvsFromSlice(env))
	if err != nil {
		return nil
	}
	unset := []string{}
	for name := range result.Unmatched {
		unset = append(unset, name)
	}
	return object{"value": result.Result, "words": orEmpty(result.Words), "unset": unset}
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
