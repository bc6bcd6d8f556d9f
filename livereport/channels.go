package livereport

import (
	"slices"

	"github.com/daybook-go/daybook/channel"
)

// Channels is the host's mapping of customers to channels and of channels to
// billing groups. The zero Channels has neither.
//
// A channel is seen by its own seller and by who is billed for a group that has
// it; a billing group by who is billed for it. The operator sees both.
type Channels struct {
	// Of returns the channel of a customer, as [channel.Directory.ChannelOf] does.
	// It may be called often, and must not change while an answer is made.
	Of func(customer channel.PartyID) (channel.Channel, bool)
	// Groups are the groups to tell apart. A channel counts in the first that the
	// viewer sees; in a query for some groups, in the first of those.
	Groups []channel.BillingGroup
}

// of returns the channel and the billing group of a customer, as far as v sees
// them.
func (c *Channels) of(customer channel.PartyID, v channel.Viewer) (channel.ChannelCode, channel.GroupID) {
	if c.Of == nil {
		return "", ""
	}
	ch, ok := c.Of(customer)
	if !ok {
		return "", ""
	}
	for i := range c.Groups {
		g := &c.Groups[i]
		if (v.Operator || g.Billed == v.Party) && slices.Contains(g.Channels, ch.Code) {
			return ch.Code, g.ID
		}
	}
	if v.Operator || ch.Seller == v.Party {
		return ch.Code, ""
	}
	return "", ""
}

// within returns the channels with no other groups than those named: one that is
// not asked for must not take a channel from one that is.
func (c Channels) within(groups []string) Channels {
	c.Groups = slices.DeleteFunc(slices.Clone(c.Groups), func(g channel.BillingGroup) bool {
		return !slices.Contains(groups, string(g.ID))
	})
	return c
}
