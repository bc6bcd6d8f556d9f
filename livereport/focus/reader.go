package focus

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// An Extra says what becomes of columns that FOCUS does not have. The zero Extra
// is IgnoreExtra.
type Extra uint8

// What becomes of them.
const (
	IgnoreExtra Extra = iota // they are passed over
	KeepExtra                // they are in Line.Extra
	RefuseExtra              // the header is refused, but for those that start with x_
)

// ReadOptions say how to read. The zero value reads every line as a cost feed.
type ReadOptions struct {
	Extra Extra
	// Require names columns that must be there and not null, beside those of a
	// feed: BilledCost, BillingCurrency, ChargeCategory, the charge period,
	// ProviderName and ServiceName.
	Require []string
	// Strict wants all columns that FOCUS requires, and never null. Real exports
	// fall short: they have null for a ContractedCost, for instance.
	Strict bool
	// Digits is how many decimals a BilledCost may have; 0 is FeedDigits.
	Digits int32
}

// FeedDigits is the scale at which the costs of a feed are kept.
const FeedDigits = 11

// feedColumns are those without which a line is no cost.
var feedColumns = [...]string{
	"BilledCost", "BillingCurrency", "ChargeCategory", "ChargePeriodEnd", "ChargePeriodStart", "ProviderName", "ServiceName",
}

// A Reader reads a dataset of FOCUS 1.0 to 1.2, one line at a time. Its memory
// does not grow with the dataset, as long as no field does. It is for one
// goroutine.
type Reader struct {
	csv     *csv.Reader
	o       ReadOptions
	width   int
	place   [len(columns)]int // of each column in a record; −1: it is not there
	extra   []extraColumn
	need    [len(columns)]bool
	version Version
	shared  map[string]string // texts that lines have in common
}

type extraColumn struct {
	name string
	at   int
}

// A LineError reports what is wrong with a line of a dataset. The Reader can go
// on after it.
type LineError struct {
	Line   int    // of the file, counted from 1
	Column string // its name, or "character 17" where the line is not CSV
	Reason string
	More   int // lines after it that went with it: a quote was not closed
}

// Error says where and why.
func (e *LineError) Error() string {
	text := fmt.Sprintf("line %d: %s: %s", e.Line, e.Column, e.Reason)
	if e.More > 0 {
		text += fmt.Sprintf(", and %d lines after it", e.More)
	}
	return text
}

// NewReader reads the header. The error joins a *[LineError] for each fault of
// it: a column that is missing, there twice, or spelt in another case.
func NewReader(r io.Reader, o ReadOptions) (*Reader, error) {
	if o.Digits == 0 {
		o.Digits = FeedDigits
	}
	in := &Reader{csv: csv.NewReader(r), o: o, shared: map[string]string{}}
	in.csv.FieldsPerRecord = -1
	in.csv.ReuseRecord = true
	header, err := in.csv.Read()
	if err != nil {
		return nil, fmt.Errorf("focus: header: %w", err)
	}
	in.width = len(header)
	if err := in.locate(header); err != nil {
		return nil, err
	}
	return in, nil
}

// Version returns the oldest version that has all columns of the header.
func (r *Reader) Version() Version { return r.version }

// locate finds the columns.
func (r *Reader) locate(header []string) error {
	var faults []error
	fault := func(column, reason string) {
		faults = append(faults, &LineError{Line: 1, Column: column, Reason: reason})
	}
	for i := range r.place {
		r.place[i] = -1
	}
	seen := map[string]bool{}
	for at, name := range header {
		if at == 0 {
			name = strings.TrimPrefix(name, "\ufeff")
		}
		k, known := columnAt(name)
		switch like := spelt(name); {
		case seen[name]:
			fault(clip(name), "the column is there twice")
		case known:
			r.place[k], r.version = at, max(r.version, columns[k].Since)
		case like != "":
			fault(clip(name), "the column is spelt "+like)
		case r.o.Extra == KeepExtra:
			r.extra = append(r.extra, extraColumn{strings.Clone(name), at})
		case r.o.Extra == RefuseExtra && !strings.HasPrefix(name, "x_"):
			fault(clip(name), "no column of FOCUS, and it does not start with x_")
		}
		seen[name] = true
	}
	for _, name := range slices.Concat(feedColumns[:], r.o.Require, r.o.strictly()) {
		k, known := columnAt(name)
		switch {
		case !known:
			fault(clip(name), "no column of FOCUS")
		case r.place[k] < 0:
			fault(name, "the column is missing")
		default:
			r.need[k] = true
		}
	}
	return errors.Join(faults...)
}

// strictly returns the columns that Strict adds.
func (o *ReadOptions) strictly() (out []string) {
	for i := range columns {
		if c := &columns[i]; o.Strict && c.Required && !slices.Contains(feedColumns[:], c.Name) && !slices.Contains(o.Require, c.Name) {
			out = append(out, c.Name)
		}
	}
	return out
}

// spelt returns the column that name is but for its case; "" where there is none.
func spelt(name string) string {
	for i := range columns {
		if strings.EqualFold(columns[i].Name, name) {
			return columns[i].Name
		}
	}
	return ""
}

func clip(s string) string { return s[:min(len(s), 60)] }

// Read returns the next line, and io.EOF after the last one. A *[LineError] says
// what is wrong with this line; the next Read reads the one after it. Any other
// error is that of the underlying reader.
func (r *Reader) Read() (Line, error) {
	record, err := r.csv.Read()
	if err != nil {
		var broken *csv.ParseError
		if !errors.As(err, &broken) {
			return Line{}, err
		}
		// A quote that is not closed swallows lines.
		return Line{}, &LineError{
			Line: broken.StartLine, Column: fmt.Sprintf("character %d", broken.Column), Reason: broken.Err.Error(),
			More: max(0, broken.Line-broken.StartLine),
		}
	}
	number, _ := r.csv.FieldPos(0)
	return r.line(number, record)
}

// All yields every line of the rest, each with the *[LineError] that it has
// instead, and goes on after it. It stops after any other error.
func (r *Reader) All() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for {
			l, err := r.Read()
			if errors.Is(err, io.EOF) || !yield(l, err) {
				return
			}
			if err != nil && !errors.As(err, new(*LineError)) {
				return
			}
		}
	}
}

// Collect hands every good line to f and returns the faults of the others, of
// which it keeps at most limit, and how many lines they cost in all. An error is
// f's, or that of the underlying reader.
func (r *Reader) Collect(limit int, f func(*Line) error) (faults []*LineError, lost int, err error) {
	for l, err := range r.All() {
		var bad *LineError
		switch {
		case errors.As(err, &bad):
			lost += 1 + bad.More
			if len(faults) < limit {
				faults = append(faults, bad)
			}
		case err != nil:
			return faults, lost, err
		default:
			if err := f(&l); err != nil {
				return faults, lost, err
			}
		}
	}
	return faults, lost, nil
}
