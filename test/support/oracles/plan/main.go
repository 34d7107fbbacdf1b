// Converts Dockerfiles with BuildKit's own frontend and writes the graph of operations that it makes of each as JSON:
// names, dependencies, and the digests by which BuildKit tells operations apart.
// It takes a JSON list of builds on stdin and answers in the same order.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver"
	"github.com/moby/buildkit/solver/llbsolver/ops"
	"github.com/moby/buildkit/solver/pb"
	caps "github.com/moby/buildkit/util/apicaps/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

type build struct {
	Dockerfile string            `json:"dockerfile"`
	Target     string            `json:"target"`
	BuildArgs  map[string]string `json:"buildArgs"`
	Platform   string            `json:"platform"`
	Network    string            `json:"network"`
	Store      string            `json:"store"`
	Images     map[string]image  `json:"images"`
}

type image struct {
	Env     []string `json:"env"`
	Workdir string   `json:"workdir"`
	User    string   `json:"user"`
	Shell   []string `json:"shell"`
	Onbuild []string `json:"onbuild"`
}

type graph struct {
	Refused  bool     `json:"refused"`
	Message  string   `json:"message,omitempty"`
	Vertices []vertex `json:"vertices,omitempty"`
}

type vertex struct {
	Name   string  `json:"name"`
	Kind   string  `json:"kind"`
	Key    string  `json:"key"`
	Inputs []input `json:"inputs"`
}

type input struct {
	Vertex int `json:"vertex"`
	// Digest of the paths; empty where there are none.
	Selector string `json:"selector"`
	Content  bool   `json:"content"`
}

func main() {
	var builds []build
	if err := json.NewDecoder(os.Stdin).Decode(&builds); err != nil {
		panic(err)
	}
	graphs := []graph{}
	for _, one := range builds {
		vertices, err := convert(one)
		if err != nil {
			graphs = append(graphs, graph{Refused: true, Message: err.Error()})
		} else {
			graphs = append(graphs, graph{Vertices: vertices})
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(graphs); err != nil {
		panic(err)
	}
}

func convert(one build) ([]vertex, error) {
	ctx := context.Background()
	supported := pb.Caps.CapSet(capabilities(one.Store))
	target := platforms.MustParse(one.Platform)
	builder := platforms.MustParse("linux/amd64")
	opt := dockerfile2llb.ConvertOpt{
		Config: dockerui.Config{
			BuildArgs:        one.BuildArgs,
			Target:           one.Target,
			NetworkMode:      network(one.Network),
			CacheIDNamespace: one.BuildArgs["BUILDKIT_CACHE_MOUNT_NS"],
			Hostname:         one.BuildArgs["BUILDKIT_SANDBOX_HOSTNAME"],
			BuildPlatforms:   []ocispecs.Platform{builder},
		},
		TargetPlatform: &target,
		LLBCaps:        &supported,
		MetaResolver:   resolver{images: one.Images},
		SourceMap:      llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", []byte(one.Dockerfile)),
	}
	result, err := dockerfile2llb.Dockerfile2LLB(ctx, []byte(one.Dockerfile), opt)
	if err != nil {
		return nil, err
	}
	definition, err := result.State.Marshal(ctx)
	if err != nil {
		return nil, err
	}
	return readGraph(ctx, definition)
}

func readGraph(ctx context.Context, definition *llb.Definition) ([]vertex, error) {
	vertices := []vertex{}
	index := map[string]int{}
	// The last one only says which operation is the result.
	for _, bytes := range definition.Def[:max(len(definition.Def)-1, 0)] {
		var op pb.Op
		if err := op.UnmarshalVT(bytes); err != nil {
			return nil, err
		}
		name := digest.FromBytes(bytes)
		index[string(name)] = len(vertices)
		read, err := readVertex(ctx, &op, index)
		if err != nil {
			return nil, err
		}
		read.Name = definition.Metadata[name].Description["llb.customname"]
		vertices = append(vertices, read)
	}
	return vertices, nil
}

func readVertex(ctx context.Context, op *pb.Op, index map[string]int) (vertex, error) {
	out := vertex{Inputs: []input{}}
	for _, in := range op.Inputs {
		out.Inputs = append(out.Inputs, input{Vertex: index[in.Digest]})
	}
	fake := fakeVertex{inputs: len(op.Inputs)}
	var made solver.Op
	var err error
	switch kind := op.Op.(type) {
	case *pb.Op_Exec:
		out.Kind = "exec"
		made, err = ops.NewExecOp(fake, kind, op.Platform, nil, nil, nil, nil, nil, nil, false)
	case *pb.Op_File:
		out.Kind = "file"
		made, err = ops.NewFileOp(fake, kind, nil, nil, nil)
	case *pb.Op_Merge:
		out.Kind = "merge"
		made, err = ops.NewMergeOp(fake, kind, nil)
	case *pb.Op_Source:
		scheme, _, _ := strings.Cut(kind.Source.Identifier, "://")
		out.Kind = scheme
		out.Key = kind.Source.Identifier + " " + platforms.Format(platform(op.Platform))
		return out, nil
	default:
		return out, errors.New("an operation that Dockerfiles do not make")
	}
	if err != nil {
		return out, err
	}
	cacheMap, _, err := made.CacheMap(ctx, nil, 0)
	if err != nil {
		return out, err
	}
	out.Key = string(cacheMap.Digest)
	for i, dep := range cacheMap.Deps {
		out.Inputs[i].Selector = string(dep.Selector)
		out.Inputs[i].Content = dep.ComputeDigestFunc != nil
	}
	return out, nil
}

func platform(from *pb.Platform) ocispecs.Platform {
	if from == nil {
		return ocispecs.Platform{}
	}
	return ocispecs.Platform{OS: from.OS, Architecture: from.Architecture, Variant: from.Variant}
}

// The older image store of Docker cannot merge layers.
func capabilities(store string) []*caps.APICap {
	kept := []*caps.APICap{}
	for _, one := range pb.Caps.All() {
		merges := one.ID == string(pb.CapMergeOp) || one.ID == string(pb.CapDiffOp)
		if store != "graphdriver" || !merges {
			kept = append(kept, one)
		}
	}
	return kept
}

func network(mode string) pb.NetMode {
	switch mode {
	case "none":
		return pb.NetMode_NONE
	case "host":
		return pb.NetMode_HOST
	default:
		return pb.NetMode_UNSET
	}
}

type resolver struct {
	images map[string]image
}

func (r resolver) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	known := r.images[ref]
	asked := ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		asked = *opt.ImageOpt.Platform
	}
	config := map[string]any{
		"os":           asked.OS,
		"architecture": asked.Architecture,
		"variant":      asked.Variant,
		"rootfs":       map[string]any{"type": "layers", "diff_ids": []string{string(digest.FromString(ref))}},
		"config": map[string]any{
			"Env":        known.Env,
			"WorkingDir": known.Workdir,
			"User":       known.User,
			"Shell":      known.Shell,
			"OnBuild":    known.Onbuild,
		},
	}
	text, err := json.Marshal(config)
	return ref, "", text, err
}

type fakeVertex struct {
	inputs int
}

func (v fakeVertex) Digest() digest.Digest         { return "" }
func (v fakeVertex) Name() string                  { return "" }
func (v fakeVertex) Sys() any                      { return nil }
func (v fakeVertex) Options() solver.VertexOptions { return solver.VertexOptions{} }
func (v fakeVertex) Inputs() []solver.Edge         { return make([]solver.Edge, v.inputs) }
