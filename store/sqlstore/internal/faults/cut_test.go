package faults

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/daybook-go/daybook/store/sqlstore/internal/pgtest"
)

// A proxy stands before a server and cuts connections between a COMMIT and its
// answer: the server has it, the client never learns.
type proxy struct {
	net.Listener
	server string
	every  int // COMMITs a cut; 0: none
	commit atomic.Int64
	cuts   atomic.Int64
}

func newProxy(t *testing.T, server string, every int) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, server: server, every: every}
	t.Cleanup(func() { l.Close() })
	go p.serve()
	return p
}

func (p *proxy) serve() {
	for {
		client, err := p.Accept()
		if err != nil {
			return
		}
		go p.pass(client)
	}
}

// pass connects one client. A message of the simple protocol is its type, its
// length and its text, with a zero byte at the end.
func (p *proxy) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	var cut atomic.Bool
	var wait sync.WaitGroup
	wait.Go(func() {
		defer server.Close()
		p.copy(server, client, func(message []byte) bool {
			if bytes.HasSuffix(bytes.ToLower(message), []byte("commit\x00")) && p.due() {
				cut.Store(true)
			}
			return true
		})
	})
	p.copy(client, server, func([]byte) bool { return !cut.Load() })
	if cut.Load() {
		p.cuts.Add(1)
	}
	client.Close()
	wait.Wait()
}

// due reports whether this COMMIT is one whose answer is lost.
func (p *proxy) due() bool { return p.every > 0 && p.commit.Add(1)%int64(p.every) == 0 }

// copy passes on what it reads while look says so.
func (p *proxy) copy(to io.Writer, from io.Reader, look func([]byte) bool) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if !look(buffer[:n]) {
				return
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// The answers of COMMITs are lost: their callers cannot know that they
// succeeded.
func TestCutConnections(t *testing.T) {
	long(t)
	r := result{order: 5, fault: "connection cut between COMMIT and its answer", database: "PostgreSQL",
		control: "a caller that sends an append again under the next number"}
	server := pgtest.Start(t)
	direct := newDriven(t, server, "")
	p := newProxy(t, server.Addr(), 0)
	cut := newDriven(t, server, pgtest.DSNThrough(p.Addr().String(), ""))
	p.every = 7
	for r.faults < times(300) {
		before := p.cuts.Load()
		j := cut.job(t, fmt.Sprintf("c%d-", r.jobs))
		j.hurry = 1
		if err := j.do(t.Context(), cut.store); err != nil {
			t.Fatal(err)
		}
		r.faults += int(p.cuts.Load() - before)
		// Nothing is run again: the job said that it is done.
		d, next, err := j.finished(t.Context(), direct.store, direct.at)
		if err != nil {
			t.Fatal(err)
		}
		direct.at = next
		r.compared(d)
	}
	var control difference
	for i := 0; i < 20 && !control.any(); i++ {
		j := cut.job(t, fmt.Sprintf("control%d-", i))
		j.hurry = 1
		if err := j.do(t.Context(), resending{cut.store}); err != nil {
			t.Fatal(err)
		}
		d, next, err := j.finished(t.Context(), direct.store, direct.at)
		if err != nil {
			t.Fatal(err)
		}
		direct.at = next
		control.add(d)
	}
	report(t, r, control)
}
