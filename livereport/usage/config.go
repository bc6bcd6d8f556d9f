package usage

import (
	"errors"
	"fmt"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/channel"
	"github.com/daybook-go/daybook/livereport"
)

// ErrScope is returned for a report of a channel and of a billing group at once.
var ErrScope = errors.New("usage: a report is of a channel or of a billing group")

// A Config says what a report is of. The zero Config is all that its viewer sees,
// as booked, all time.
type Config struct {
	Source    livereport.Source   `json:"source"`                  // Final or Live
	Axis      livereport.Axis     `json:"axis"`                    // what Frame goes by
	Frame     calendar.Period     `json:"frame,omitzero"`          // the zero Frame is all time
	Channel   channel.ChannelCode `json:"channel,omitempty"`       // "": every one
	Group     channel.GroupID     `json:"billing_group,omitempty"` // "": every one
	Products  []string            `json:"products,omitempty"`      // none: every one
	Together  bool                `json:"together,omitempty"`      // all products in one, not a line each
	ByChannel bool                `json:"by_channel,omitempty"`    // a line for each channel that the viewer sees
	ByAccount bool                `json:"by_account,omitempty"`    // a line for each subscription that the viewer sees
}

// Query returns the rows that a report of c is about, and how they are grouped.
// The error is ErrScope, or joins a *[livereport.QueryError] for each fault.
func (c *Config) Query() (livereport.Query, error) {
	q := livereport.Query{Source: c.Source, Axis: c.Axis, Frame: c.Frame, Filter: map[livereport.Dimension][]string{}}
	if c.Channel != "" && c.Group != "" {
		return q, ErrScope
	}
	if c.Source == livereport.Merged {
		return q, &livereport.QueryError{Path: "source", Reason: fmt.Sprintf("%v is no source of a usage report", c.Source)}
	}
	if c.Channel != "" {
		q.Filter[livereport.ByChannel] = []string{string(c.Channel)}
	}
	if c.Group != "" {
		q.Filter[livereport.ByBillingGroup] = []string{string(c.Group)}
	}
	if c.Products != nil {
		q.Filter[livereport.ByProduct] = c.Products
	}
	if c.ByChannel {
		q.GroupBy = append(q.GroupBy, livereport.ByChannel)
	}
	if c.ByAccount {
		q.GroupBy = append(q.GroupBy, livereport.ByCustomer, livereport.BySubscription)
	}
	if !c.Together {
		q.GroupBy = append(q.GroupBy, livereport.ByProduct)
	}
	return q, q.Validate()
}
