// Asks the modules that docker itself is made of what ignore files mean, and prints the answers as JSON.
//
//	go run . > ../../../fixtures/dockerignore/generated.json
//
// Files are made at random from pieces that have been trouble before, with a fixed seed, so that running it again
// changes nothing unless a module changed. The tests read the answers and need no Go.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	gofs "io/fs"
	"math/rand"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

// Paths that each file is asked about. Folders end with a slash here and nowhere else.
var tree = []string{
	".env", ".git/", ".git/config", "Dockerfile", "README.md", "a", "a.b", "a.pyc", "aa", "ab", "a{2}", "b/", "b/a",
	"b/a.txt", "b/b/", "b/b/a", "b/b/a.txt", "b/c/", "b/c/d/", "b/c/d/e.py", "docs/", "docs/a/", "docs/a/b.md",
	"docs/keep.md", "docs/x.md", "src/", "src/a.py", "src/a.pyc", "src/gen/", "src/gen/keep.py", "src/gen/x.py",
	"src/lib/", "src/lib/a.py", "src/lib/b/", "src/lib/b/a.txt", "x|y", "x", "y", "é.txt", "€", "😀", "^a", "a^b", "!a",
	"a b", "#c", "d", "7", "_", "A", "a+b", "(a)", "[a]", "a*b", "a-b", "$a",
}

var pieces = []string{
	"a", "b", "x", "y", "src", "docs", "lib", "gen", "keep", "é", "😀", "7", "A", "_", "d", "c",
	"*", "*", "*", "**", "**", "?", "?", ".", ".py", ".md", ".txt", "*.py", "*.pyc", "*.md", "/", "/", "/", "/", "//", "..", "./", "/**", "**/", "/*",
	"[a]", "[ab]", "[a-c]", "[^a]", "[!a]", "[", "]", "[]", "[]a]", "[a-]", "[-a]", "[a", "[^]", "[^^]", "[[:alpha:]]", "[[:^digit:]x]",
	"[[:nope:]]", "[\\]]", "[\\d]", "[a*]", "[?]", "[é-ñ]", "[z-a]", "[a/b]", "[.]", "[|]", "[\\w-z]",
	"\\*", "\\?", "\\[", "\\a", "\\d", "\\D", "\\w", "\\W", "\\s", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\1", "\\12", "\\141", "\\x61", "\\x{61}", "\\xg", "\\pL", "\\p{Lu}", "\\P{Lu}", "\\p{Greek}", "\\p{Nope}", "\\pé",
	"\\Qa*", "\\Qa\\E", "\\E", "\\C", "\\_", "\\é", "\\\\", "\\", "\\n", "\\-",
	"{2}", "{1,}", "{0}", "{,2}", "{2,1}", "{1001}", "{01}", "{", "}", "{a,b}", "|", "|", "^", "$", "(", ")", "(a)", "+", "!", "#", " ", "\t", "\u00a0", "\u0085", "\ufeff", "\r", "'", "\"", "-", "~",
}

var wholes = []string{
	"*", "**", "**/*", "*/*", "docs", "docs/", "/docs", "!docs/keep.md", "!src", "!src/lib", "src/gen", "!src/gen/keep.py", "!**/*.py", "**/*.pyc",
	"*.md", "!README.md", "src/**", "!src/**", "!src/*", "b/**/a", "b/**", "!b/c/d", "!b/b/**/*", "b/c", "a/..", "!a/..", "!a/../b", "!/", "/", "!", "! docs", " # no comment",
	"# comment", "", ".", "!.", "..", "../b", "!!a", "/!a", "!/!a", "/ a", "!/ a", ".git", "**/.git", "\\#c", "\\!a", "***", "**/**", "**/**/a", "***/a", "a**", "**a", "**.txt", "b**a", "!b/*/**",
}

type answer struct {
	File string `json:"file"`
	// Lines as read, before the matcher looks at them.
	Lines []string `json:"lines,omitempty"`
	Error string   `json:"error,omitempty"`
	// A digit for each path: 1 where it is excluded, looked at by itself; e where the matcher fails on it.
	Alone string `json:"alone,omitempty"`
	// The same on a walk.
	Walk string `json:"walk,omitempty"`
	// 1 for each path that is sent, the folders above sent paths included.
	Sent string `json:"sent,omitempty"`
}

type matchAnswer struct {
	Pattern string `json:"pattern"`
	// A digit for each path; e where the pattern is found to be malformed.
	Matches string `json:"matches"`
}

type golden struct {
	About string        `json:"about"`
	Paths []string      `json:"paths"`
	Files []answer      `json:"files"`
	Match []matchAnswer `json:"match"`
}

func main() {
	random := rand.New(rand.NewSource(20260823))
	folder, err := os.MkdirTemp("", "tree")
	check(err)
	defer os.RemoveAll(folder)
	makeTree(folder)
	result := golden{
		About: "Made by test/support/oracles/dockerignore with moby/patternmatcher and fsutil.",
		Paths: tree,
	}
	for _, text := range wholes {
		result.Files = append(result.Files, ask(folder, text+"\n"))
	}
	for _, piece := range pieces {
		result.Files = append(result.Files, ask(folder, "a"+piece+"*\n"), ask(folder, piece+"\n"))
	}
	for range 500 {
		result.Files = append(result.Files, ask(folder, randomFile(random)))
	}
	for _, piece := range pieces {
		result.Match = append(result.Match, askMatch(piece))
	}
	for range 300 {
		result.Match = append(result.Match, askMatch(randomPattern(random)))
	}
	print(result)
}

// One entry a line, so that a difference can be read.
func print(result golden) {
	fmt.Printf("{\n\"about\": %s,\n\"paths\": %s,\n\"files\": [\n", encode(result.About), encode(result.Paths))
	printRows(result.Files)
	fmt.Print("],\n\"match\": [\n")
	printRows(result.Match)
	fmt.Print("]\n}\n")
}

func printRows[Row any](rows []Row) {
	for index, row := range rows {
		separator := ","
		if index == len(rows)-1 {
			separator = ""
		}
		fmt.Printf("%s%s\n", encode(row), separator)
	}
}

func encode(value any) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return strings.TrimSuffix(buffer.String(), "\n")
}

func makeTree(folder string) {
	for _, entry := range tree {
		place := filepath.Join(folder, entry)
		if strings.HasSuffix(entry, "/") {
			check(os.MkdirAll(place, 0o755))
		} else {
			check(os.WriteFile(place, nil, 0o644))
		}
	}
}

func randomPattern(random *rand.Rand) string {
	var pattern strings.Builder
	for range 1 + random.Intn(4) {
		pattern.WriteString(pieces[random.Intn(len(pieces))])
	}
	return pattern.String()
}

func randomFile(random *rand.Rand) string {
	var file strings.Builder
	if random.Intn(20) == 0 {
		file.WriteString("\ufeff")
	}
	for range 1 + random.Intn(6) {
		switch kind := random.Intn(10); {
		case kind < 5:
			file.WriteString(wholes[random.Intn(len(wholes))])
		case kind < 7:
			file.WriteString("!" + safePattern(random))
		default:
			file.WriteString(safePattern(random))
		}
		file.WriteString([]string{"\n", "\n", "\n", "\r\n", " \n", "\r\r\n"}[random.Intn(6)])
	}
	return file.String()
}

// Mostly patterns that are well formed: one bad line fails the whole file, and says little.
func safePattern(random *rand.Rand) string {
	for {
		pattern := randomPattern(random)
		if matcher, err := patternmatcher.New([]string{pattern}); err == nil {
			if _, err := matcher.MatchesOrParentMatches("a"); err == nil || random.Intn(20) == 0 {
				return pattern
			}
		}
	}
}

func ask(folder string, text string) answer {
	result := answer{File: text}
	lines, err := ignorefile.ReadAll(strings.NewReader(text))
	if err != nil {
		result.Error = err.Error()
		return result
	}
	result.Lines = lines
	matcher, err := patternmatcher.New(lines)
	if err != nil {
		result.Error = err.Error()
		return result
	}
	for _, pattern := range matcher.Patterns() {
		// Taken back from everything, a pattern is looked at in any case and cannot hide behind the ones before it.
		alone, err := patternmatcher.New([]string{"**", "!" + pattern.String()})
		if err != nil {
			continue
		}
		if _, err := alone.MatchesOrParentMatches("a"); err != nil {
			result.Error = "match: " + err.Error()
			return result
		}
	}
	result.Alone, result.Walk = askMatcher(matcher)
	result.Sent = askWalk(folder, lines)
	return result
}

func askMatcher(matcher *patternmatcher.PatternMatcher) (string, string) {
	var alone, walk strings.Builder
	infos := map[string]patternmatcher.MatchInfo{}
	for _, entry := range tree {
		name := strings.TrimSuffix(entry, "/")
		matched, err := matcher.MatchesOrParentMatches(name)
		check(err)
		alone.WriteString(digit(matched))
		matched, info, err := matcher.MatchesUsingParentResults(name, infos[path.Dir(name)])
		check(err)
		infos[name] = info
		walk.WriteString(digit(matched))
	}
	return alone.String(), walk.String()
}

func askWalk(folder string, lines []string) string {
	all, err := fsutil.NewFS(folder)
	check(err)
	filtered, err := fsutil.NewFilterFS(all, &fsutil.FilterOpt{ExcludePatterns: lines})
	check(err)
	sent := map[string]bool{}
	check(filtered.Walk(context.Background(), "/", func(name string, _ gofs.DirEntry, err error) error {
		sent[name] = true
		return err
	}))
	var digits strings.Builder
	for _, entry := range tree {
		digits.WriteString(digit(sent[strings.TrimSuffix(entry, "/")]))
	}
	return digits.String()
}

func askMatch(pattern string) matchAnswer {
	result := matchAnswer{Pattern: pattern}
	for _, entry := range tree {
		matched, err := path.Match(pattern, strings.TrimSuffix(entry, "/"))
		if err != nil {
			// Whether a malformed pattern is noticed may depend on the name.
			result.Matches += "e"
			continue
		}
		result.Matches += digit(matched)
	}
	return result
}

func digit(value bool) string {
	if value {
		return "1"
	}
	return "0"
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func init() {
	// Parents before what is in them, as a walk meets them.
	sort.Strings(tree)
}
