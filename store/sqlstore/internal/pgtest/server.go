package pgtest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// A Server is a private PostgreSQL server on a free port of the loopback
// interface, with its data in a temporary folder. It never runs as root: there
// it runs as the user postgres. It dies with the process that started it.
type Server struct {
	bin, folder string
	settings    []string
	port        int
	process     *exec.Cmd
	ended       chan error
	log         bytes.Buffer
}

// ErrNotInstalled reports that there are no binaries to start.
var ErrNotInstalled = errors.New("pgtest: PostgreSQL 15 or later is not installed")

// oldest is the first version that the store supports.
const oldest = 15

// New returns a server that is up. A setting is such as "fsync=off". Close it.
func New(settings ...string) (*Server, error) { return NewIn("", settings...) }

// NewIn is New with the data in a folder below parent; empty is the system's
// for temporary files.
func NewIn(parent string, settings ...string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(parent, "daybook-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, folder: folder, settings: settings}
	if err := s.create(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.Start(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// binaries returns the folder with the newest binaries.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		found = append(found, path)
	}
	best, folder := oldest-1, ""
	for _, path := range found {
		if v := version(path); v > best {
			best, folder = v, filepath.Dir(path)
		}
	}
	if folder == "" {
		return "", ErrNotInstalled
	}
	return folder, nil
}

// version returns the major version of a binary, 0 if it does not tell.
func version(path string) int {
	out, err := exec.Command(path, "--version").Output()
	fields := strings.Fields(string(out))
	if err != nil || len(fields) < 3 {
		return 0
	}
	major, _, _ := strings.Cut(fields[2], ".")
	v, _ := strconv.Atoi(major)
	return v
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

// create makes the cluster.
func (s *Server) create() error {
	if os.Geteuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(s.folder, uid, gid); err != nil {
			return err
		}
	}
	cmd := s.command("initdb", "-D", s.data(), "-U", "daybook", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	return nil
}

// command runs a binary, never as root, and ends it when this process ends.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	args = append([]string{filepath.Join(s.bin, name)}, args...)
	if setpriv, err := exec.LookPath("setpriv"); err == nil {
		wrap := []string{setpriv, "--pdeathsig=QUIT"}
		if os.Geteuid() == 0 {
			wrap = append(wrap, "--reuid=postgres", "--regid=postgres", "--clear-groups")
		}
		args = append(append(wrap, "--"), args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = s.folder
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PG") })
	return cmd
}

// Start starts the server again after Stop or Kill, on its old port.
func (s *Server) Start() error {
	for try := 0; ; try++ {
		if s.port == 0 {
			port, err := freePort()
			if err != nil {
				return err
			}
			s.port = port
		}
		err := s.start()
		if err == nil {
			return nil
		}
		if try == 5 {
			return fmt.Errorf("%w\n%s", err, s.log.String())
		}
		s.Kill()
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *Server) start() error {
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.port)}
	for _, setting := range append([]string{
		"listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=60", "shared_buffers=64MB",
		"jit=off", "log_min_messages=fatal",
	}, s.settings...) {
		args = append(args, "-c", setting)
	}
	s.log.Reset()
	s.process = s.command("postgres", args...)
	s.process.Stdout, s.process.Stderr = &s.log, &s.log
	if err := s.process.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- s.process.Wait() }()
	s.ended = ended
	return s.await(ended)
}

// await returns when the server answers.
func (s *Server) await(ended chan error) error {
	db, err := sql.Open("pgx", s.DSN(""))
	if err != nil {
		return err
	}
	defer db.Close()
	for end := time.Now().Add(30 * time.Second); ; {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err := db.PingContext(ctx)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case died := <-ended:
			ended <- died
			return fmt.Errorf("pgtest: the server ended: %w", errors.Join(died, err))
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(end) {
			return fmt.Errorf("pgtest: the server does not answer: %w", err)
		}
	}
}

// Addr is where the server listens.
func (s *Server) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// DSN names the server's database with a schema as its search path; empty is
// the default one.
func (s *Server) DSN(schema string) string { return dsn(s.Addr(), schema) }

func dsn(addr, schema string) string {
	d := "postgres://daybook@" + addr + "/postgres?sslmode=disable"
	if schema != "" {
		d += "&search_path=" + schema
	}
	return d
}

// DSNThrough names the database behind a proxy.
func DSNThrough(addr, schema string) string { return dsn(addr, schema) }

// Stop stops the server at once, as pg_ctl's immediate mode does: nothing is
// flushed, and the next start recovers from the log.
func (s *Server) Stop() error { return s.signal(syscall.SIGQUIT) }

// Kill kills the server's first process, which its others notice and follow.
func (s *Server) Kill() error { return s.signal(syscall.SIGKILL) }

func (s *Server) signal(sig os.Signal) error {
	if s.process == nil || s.process.Process == nil {
		return nil
	}
	if err := s.process.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-s.ended // it ended by our signal, so how it ended says nothing
	s.process = nil
	return nil
}

// Close stops the server and removes its data.
func (s *Server) Close() error { return errors.Join(s.Stop(), os.RemoveAll(s.folder)) }

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
