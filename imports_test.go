package daybook_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const modulePath = "github.com/daybook-go/daybook"

// importOrder lists the rooms of the root module, lowest first. A package may
// import the rooms of earlier lines, and of its own line only its own room.
// The star makes a room of each folder below, except that the stores share one.
//
// Other packages under an internal folder stand wherever they are used: whoever
// imports one is charged with all that it imports.
var importOrder = [][]string{
	{"internal/fix"},
	{"calendar", "money"},
	{"pricing"},
	{"channel"},
	{"subscription"},
	{"proceeds"},
	{"livereport", "invoice"},
	{"livereport/*"},
	{"."},
	{"store/*"},
}

// nestedModules are folders of this repository with a go.mod of their own.
var nestedModules = []string{"store/sqlstore", "examples"}

// testModules are for tests and for the store suite, decimal is for all.
var (
	testModules = []string{"github.com/google/go-cmp", "pgregory.net/rapid"}
	rootModules = append([]string{"github.com/shopspring/decimal"}, testModules...)
)

// impureImports may not appear in a pure package, nor anything below them.
var impureImports = []string{
	"C", "context", "crypto/rand", "database/sql", "io/fs", "io/ioutil", "log",
	"math/rand", "net", "os", "runtime", "sync", "syscall",
}

// impureTime are the names of package time that read or wait on a clock.
var impureTime = []string{
	"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until",
}

func TestImportOrder(t *testing.T) {
	files := rootSources(t)
	if len(files) == 0 {
		t.Fatal("no source found: the test looks in the wrong folder")
	}
	for _, fault := range importFaults(files) {
		t.Error(fault)
	}
}

func TestRootModules(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range moduleFaults(string(mod)) {
		t.Error(fault)
	}
}

// rootSources reads every Go file of the root module, by slash-separated path.
func rootSources(t *testing.T) map[string]string {
	t.Helper()
	root, files := os.DirFS("."), map[string]string{}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skipFolder(root, p)
		}
		if strings.HasSuffix(p, ".go") {
			src, err := fs.ReadFile(root, p)
			files[p] = string(src)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// skipFolder returns fs.SkipDir for folders that the go command leaves out of
// the root module.
func skipFolder(root fs.FS, p string) error {
	base := path.Base(p)
	switch {
	case p == ".":
		return nil
	case base == "testdata" || base == "vendor" || base[0] == '.' || base[0] == '_':
		return fs.SkipDir
	}
	if _, err := fs.Stat(root, path.Join(p, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

// importFaults returns, sorted, what in files breaks the rules of docs/design.md:
// the import order, purity, and the modules of the root. Test files are held to
// the modules only.
func importFaults(files map[string]string) []string {
	c := checker{fset: token.NewFileSet(), imports: map[string][]string{}}
	parsed := map[string]*ast.File{}
	for name, src := range files {
		f, err := parser.ParseFile(c.fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			c.fault(name, "%v", err)
			continue
		}
		parsed[name] = f
		if !strings.HasSuffix(name, "_test.go") {
			dir := path.Dir(name)
			c.imports[dir] = append(c.imports[dir], ownImports(f)...)
		}
	}
	for name, f := range parsed {
		c.file(name, f)
	}
	slices.Sort(c.faults)
	return slices.Compact(c.faults)
}

type checker struct {
	fset    *token.FileSet
	imports map[string][]string // folder to folders of this module, without tests
	faults  []string
}

func (c *checker) fault(name, format string, args ...any) {
	c.faults = append(c.faults, name+": "+fmt.Sprintf(format, args...))
}

func (c *checker) file(name string, f *ast.File) {
	c.modules(name, f)
	if strings.HasSuffix(name, "_test.go") {
		return
	}
	c.order(name, f)
	if dir := path.Dir(name); isPure(dir) {
		c.pureImports(name, f)
		c.pureCode(name, f)
	}
}

// modules checks that the file imports no module but those that it may.
func (c *checker) modules(name string, f *ast.File) {
	allowed := rootModules
	if dir := path.Dir(name); !strings.HasSuffix(name, "_test.go") && !within(dir, "store/storetest") && !isTestSupport(dir) {
		allowed = rootModules[:1]
	}
	for _, p := range importPaths(f) {
		first, _, _ := strings.Cut(p, "/")
		if own, ok := ownFolder(p); ok {
			if withinAny(own, nestedModules) {
				c.fault(name, "imports %s, which is another module", own)
			}
		} else if strings.Contains(first, ".") && !withinAny(p, allowed) {
			c.fault(name, "imports %s, a module that it may not need", p)
		}
	}
}

// order checks that the file imports only rooms below its own.
func (c *checker) order(name string, f *ast.File) {
	dir := path.Dir(name)
	from := roomOf(dir)
	if from != "" && rankOf(from) < 0 {
		c.fault(name, "%s has no place in the import order", from)
		return
	}
	for _, imp := range ownImports(f) {
		if isTestSupport(imp) && !isTestSupport(dir) && !within(dir, "store/storetest") {
			c.fault(name, "imports %s, which is for tests", imp)
		}
		for to := range c.reach(imp, map[string]bool{}) {
			if from != "" && from != to && rankOf(to) >= rankOf(from) {
				c.fault(name, "imports %s, which is not below %s", imp, from)
			}
		}
	}
}

// reach returns the rooms that an import of dir brings in: its own or, of an
// internal package without one, those that it imports.
func (c *checker) reach(dir string, seen map[string]bool) map[string]bool {
	rooms := map[string]bool{}
	if room := roomOf(dir); room != "" {
		rooms[room] = true
		return rooms
	}
	if seen[dir] {
		return rooms
	}
	seen[dir] = true
	for _, imp := range c.imports[dir] {
		maps.Copy(rooms, c.reach(imp, seen))
	}
	return rooms
}

func (c *checker) pureImports(name string, f *ast.File) {
	for _, p := range importPaths(f) {
		if withinAny(p, impureImports) {
			c.fault(name, "imports %s in a pure package", p)
		}
	}
}

// pureCode checks that no clock is read, nothing runs beside and nothing runs
// on loading.
func (c *checker) pureCode(name string, f *ast.File) {
	clock := timeName(f)
	if clock == "." {
		c.fault(name, "imports time without its name")
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			c.fault(name, "line %d: go statement in a pure package", c.fset.Position(n.Pos()).Line)
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				c.fault(name, "init function in a pure package")
			}
		case *ast.SelectorExpr:
			x, ok := n.X.(*ast.Ident)
			if ok && x.Name == clock && slices.Contains(impureTime, n.Sel.Name) {
				c.fault(name, "line %d: time.%s in a pure package", c.fset.Position(n.Pos()).Line, n.Sel.Name)
			}
		}
		return true
	})
}

// roomOf returns the room that a folder belongs to, "" for an internal package
// without a place of its own.
func roomOf(dir string) string {
	parts := strings.Split(dir, "/")
	switch {
	case within(dir, "internal/fix"):
		return "internal/fix"
	case slices.Contains(parts, "internal"):
		return ""
	case parts[0] == "store":
		return "store/*"
	case parts[0] == "livereport" && len(parts) > 1:
		return path.Join(parts[:2]...)
	}
	return parts[0]
}

// rankOf returns the line of importOrder that has the room, −1 if none has.
func rankOf(room string) int {
	if strings.HasPrefix(room, "livereport/") {
		room = "livereport/*"
	}
	return slices.IndexFunc(importOrder, func(line []string) bool { return slices.Contains(line, room) })
}

// isPure says whether the package in dir may do no I/O.
func isPure(dir string) bool {
	return dir != "." && !within(dir, "store") && !isTestSupport(dir)
}

// isTestSupport says whether dir is an internal package named after the tests
// that it serves, such as internal/clocktest.
func isTestSupport(dir string) bool {
	return strings.Contains("/"+dir, "/internal/") && strings.HasSuffix(dir, "test")
}

func importPaths(f *ast.File) []string {
	var paths []string
	for _, s := range f.Imports {
		if p, err := strconv.Unquote(s.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// ownImports returns the folders of this module that f imports.
func ownImports(f *ast.File) []string {
	var dirs []string
	for _, p := range importPaths(f) {
		if dir, ok := ownFolder(p); ok && !withinAny(dir, nestedModules) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func ownFolder(importPath string) (string, bool) {
	if importPath == modulePath {
		return ".", true
	}
	return strings.CutPrefix(importPath, modulePath+"/")
}

// timeName returns what f calls package time, "" if it does not import it.
func timeName(f *ast.File) string {
	for _, s := range f.Imports {
		if s.Path.Value != `"time"` {
			continue
		}
		if s.Name != nil {
			return s.Name.Name
		}
		return "time"
	}
	return ""
}

// within says whether p is folder or lies below it.
func within(p, folder string) bool {
	return p == folder || strings.HasPrefix(p, folder+"/")
}

func withinAny(p string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return within(p, f) })
}

// moduleFaults returns the requirements in a go.mod beyond the three.
func moduleFaults(mod string) []string {
	var faults []string
	block := false
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(strings.ReplaceAll(line, "(", " ( "))
		switch {
		case len(words) == 0:
			continue
		case words[0] == ")":
			block = false
			continue
		case words[0] == "require" && len(words) > 1 && words[1] == "(":
			block = true
			continue
		case words[0] == "require":
			words = words[1:]
		case !block:
			continue
		}
		if name := strings.Trim(words[0], "\"`"); !slices.Contains(rootModules, name) {
			faults = append(faults, "go.mod: requires "+name)
		}
	}
	return faults
}

// TestImportOrderCatches plants faults: a checker that finds nothing may be
// looking at nothing.
func TestImportOrderCatches(t *testing.T) {
	own := func(dir string) string { return "import _ \"" + modulePath + "/" + dir + "\"\n" }
	src := func(pkg string, body ...string) string { return "package " + pkg + "\n" + strings.Join(body, "") }
	type sources = map[string]string
	tests := []struct {
		name  string
		files sources
		want  string // "" if the files are in order
	}{
		{"all downward", sources{
			"internal/fix/a.go":          src("fix", `import _ "math/big"`),
			"money/a.go":                 src("money", own("internal/fix"), `import _ "github.com/shopspring/decimal"`),
			"pricing/a.go":               src("pricing", own("calendar"), own("money")),
			"livereport/a.go":            src("livereport", own("proceeds")),
			"livereport/usage/a.go":      src("usage", own("livereport"), own("invoice")),
			"a.go":                       src("daybook", own("livereport/usage"), `import _ "context"`),
			"a_test.go":                  src("daybook_test", own("store/memstore"), `import _ "github.com/google/go-cmp/cmp"`),
			"store/storetest/a.go":       src("storetest", own("store/memstore"), `import _ "pgregory.net/rapid"`),
			"store/memstore/a.go":        src("memstore", "import _ \"sync\"\nimport _ \""+modulePath+"\"\n"),
			"money/b_test.go":            src("money_test", own("pricing"), `import _ "os"`),
			"proceeds/a.go":              src("proceeds", own("internal/wire")),
			"internal/wire/a.go":         src("wire", own("money")),
			"internal/wiretest/a.go":     src("wiretest", `import _ "os"`),
			"calendar/a.go":              src("calendar", "import \"time\"\nfunc f(t time.Time) bool { return t.After(t) }"),
			"subscription/a.go":          src("subscription", "type s struct{}\nfunc (s) init() {}"),
			"livereport/usage/x/sub.go":  src("x", own("livereport/usage")),
			"livereport/usage/x/x_do.go": src("x", `import _ "io"`),
		}, ""},
		{"pricing from money", sources{"money/a.go": src("money", own("pricing"))}, "imports pricing"},
		{"money from calendar", sources{"calendar/a.go": src("calendar", own("money"))}, "imports money"},
		{"calendar from money", sources{"money/a.go": src("money", own("calendar"))}, "imports calendar"},
		{"money from fix", sources{"internal/fix/a.go": src("fix", own("money"))}, "imports money"},
		{"channel from pricing", sources{"pricing/a.go": src("pricing", own("channel"))}, "imports channel"},
		{"subscription from channel", sources{"channel/a.go": src("channel", own("subscription"))}, "imports subscription"},
		{"proceeds from subscription", sources{"subscription/a.go": src("subscription", own("proceeds"))}, "imports proceeds"},
		{"invoice from livereport", sources{"livereport/a.go": src("livereport", own("invoice"))}, "imports invoice"},
		{"livereport from invoice", sources{"invoice/a.go": src("invoice", own("livereport"))}, "imports livereport"},
		{"report from livereport", sources{"livereport/a.go": src("livereport", own("livereport/focus"))}, "imports livereport/focus"},
		{"report from report", sources{"livereport/usage/a.go": src("usage", own("livereport/focus"))}, "imports livereport/focus"},
		{"root from invoice", sources{"invoice/a.go": src("invoice", `import _ "`+modulePath+`"`)}, "imports ., "},
		{"store from root", sources{"a.go": src("daybook", own("store/memstore"))}, "imports store/memstore"},
		{"upward through an internal package", sources{
			"money/a.go":         src("money", own("internal/wire")),
			"internal/wire/a.go": src("wire", own("channel")),
		}, "imports internal/wire"},
		{"a room without a place", sources{"tax/a.go": src("tax")}, "no place"},
		{"a nested module", sources{"a_test.go": src("daybook_test", own("store/sqlstore"))}, "another module"},
		{"a fourth module", sources{"store/memstore/a.go": src("memstore", `import _ "example.com/x"`)}, "example.com/x"},
		{"a fourth module in a test", sources{"money/a_test.go": src("money", `import _ "example.com/x"`)}, "example.com/x"},
		{"rapid outside tests", sources{"money/a.go": src("money", `import _ "pgregory.net/rapid"`)}, "pgregory.net/rapid"},
		{"cmp outside tests", sources{"a.go": src("daybook", `import _ "github.com/google/go-cmp/cmp"`)}, "go-cmp"},
		{"test support outside tests", sources{"a.go": src("daybook", own("internal/wiretest"))}, "for tests"},
		{"time.Now", sources{"money/a.go": src("money", "import \"time\"\nvar t = time.Now()")}, "time.Now"},
		{"time.Now not called", sources{"money/a.go": src("money", "import \"time\"\nvar now = time.Now")}, "time.Now"},
		{"time.Since renamed", sources{"money/a.go": src("money", "import clock \"time\"\nvar d = clock.Since(clock.Time{})")}, "time.Since"},
		{"time.Sleep", sources{"money/a.go": src("money", "import \"time\"\nfunc f() { time.Sleep(1) }")}, "time.Sleep"},
		{"time.After", sources{"money/a.go": src("money", "import \"time\"\nfunc f() { <-time.After(1) }")}, "time.After"},
		{"time without its name", sources{"money/a.go": src("money", "import . \"time\"\nvar t = Now()")}, "without its name"},
		{"go statement", sources{"money/a.go": src("money", "func f() { go f() }")}, "go statement"},
		{"init", sources{"money/a.go": src("money", "func init() {}")}, "init function"},
		{"unparsable", sources{"money/a.go": "pack age"}, "expected 'package'"},
	}
	for _, p := range append([]string{"database/sql/driver", "log/slog", "math/rand/v2", "net/http", "os/exec", "runtime/debug", "sync/atomic"}, impureImports...) {
		tests = append(tests, struct {
			name  string
			files sources
			want  string
		}{"import " + p, sources{"invoice/a.go": src("invoice", `import _ "`+p+`"`)}, "imports " + p})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := importFaults(tt.files)
			if tt.want == "" && len(got) > 0 {
				t.Errorf("importFaults found %q, want none", got)
			}
			if tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("importFaults found %q, want one with %q", got, tt.want)
			}
		})
	}
}

func TestRootModulesCatches(t *testing.T) {
	const three = "module m\n\ngo 1.26\n\nrequire (\n\tgithub.com/google/go-cmp v0.7.0\n\tgithub.com/shopspring/decimal v1.6.0\n\tpgregory.net/rapid v1.2.0 // x\n)\n"
	tests := []struct {
		name, mod string
		want      int
	}{
		{"the three", three, 0},
		{"a replace is no requirement", three + "replace example.com/x => ./x\n", 0},
		{"one more line", three + "require example.com/x v1.0.0\n", 1},
		{"one more block", three + "require(\n\texample.com/x v1.0.0 // indirect\n\t\"example.com/y\" v1.0.0\n)\n", 2},
	}
	for _, tt := range tests {
		if got := moduleFaults(tt.mod); len(got) != tt.want {
			t.Errorf("%s: moduleFaults found %q, want %d", tt.name, got, tt.want)
		}
	}
}
