package calendar_test

import (
	"archive/zip"
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // where the machine has no zones of its own

	"github.com/daybook-go/daybook/calendar"
)

// zones loads every zone of the tz database once.
var zones = sync.OnceValues(func() ([]*time.Location, error) {
	names, err := zoneNames()
	if err != nil {
		return nil, err
	}
	var all []*time.Location
	for _, name := range names {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return nil, err
		}
		all = append(all, zone)
	}
	return all, nil
})

// allZones fails without a list of zones: a test of none would pass.
func allZones(tb testing.TB) []*time.Location {
	tb.Helper()
	all, err := zones()
	if err != nil {
		tb.Fatalf("zones: %v", err)
	}
	if len(all) < 400 {
		tb.Fatalf("%d zones found, want the tz database", len(all))
	}
	return all
}

// zoneNames lists the zones that come with Go, or the system's.
func zoneNames() ([]string, error) {
	archive := filepath.Join(build.Default.GOROOT, "lib", "time", "zoneinfo.zip")
	if z, err := zip.OpenReader(archive); err == nil {
		defer z.Close()
		return namesIn(z)
	}
	return namesIn(os.DirFS("/usr/share/zoneinfo"))
}

func namesIn(files fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		// The system's folder also holds lists, rules and other versions.
		first, _, _ := strings.Cut(name, "/")
		if b, err := fs.ReadFile(files, name); err == nil && strings.HasPrefix(string(b), "TZif") &&
			!slices.Contains([]string{"posix", "right", "localtime", "posixrules", "Factory"}, first) {
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// A change is where a zone's offset changes, in microseconds.
type change struct {
	at            calendar.Instant
	before, after calendar.Instant
}

// changes lists the changes of zone in the years 1970 to 2037.
func changes(zone *time.Location) []change {
	var all []change
	t := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).In(zone)
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.UTC().Year() > 2037 {
			return all
		}
		_, before := t.Zone()
		_, after := end.Zone()
		if before != after {
			all = append(all, change{calendar.Instant(end.UnixMicro()), calendar.Instant(before) * 1e6, calendar.Instant(after) * 1e6})
		}
		if !end.After(t) {
			end = t.Add(24 * time.Hour) // golang/go#81583
		}
		t = end
	}
}

func load(tb testing.TB, name string) *time.Location {
	tb.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return zone
}
