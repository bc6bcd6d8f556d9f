package daybook_test

import (
	"slices"
	"strings"
)

// kinds of charges, as a scenario names them.
var kinds = []string{"prepaid", "postpaid", "usage", "set-up", "on-request"}

// charge fee prepaid unit=10.00: a charge of the plan that was named last. Its
// price is one of
//
//	flat=30.00  unit=10.00  package=5.00/100
//	graduated=9@5.00,rest@3.00+2.00  volume=…  stairstep=9@0+30.00,rest@0+100.00
//
// where 9@5.00+2.00 is a tier up to 9, at 5.00 a unit and 2.00 once. included=5
// may stand beside it, and every=P1Y. A usage charge counts the metric of its
// own name, and may have minimum=100.00 and statistic=average.
func readCharge(f *facts, c *command) error {
	models := []string{"flat", "unit", "package", "graduated", "volume", "stairstep"}
	if err := c.only(3, append(slices.Clone(models), "included", "every", "minimum", "statistic")...); err != nil {
		return err
	}
	if err := c.interval("every"); err != nil {
		return err
	}
	p, err := f.latest(c, c.args[0])
	if err != nil {
		return err
	}
	x := &chargeFacts{id: c.args[1], kind: c.args[2], included: c.keys["included"], every: c.keys["every"]}
	x.minimum, x.statistic = c.keys["minimum"], c.keys["statistic"]
	if err := c.among("statistic", "average", "peak", "last"); err != nil {
		return err
	}
	if x.kind != "usage" && x.minimum+x.statistic != "" {
		return c.fault("only usage has a minimum or a statistic")
	}
	if p.charge(x.id) != nil || x.id == "seats" || x.id == "plan" || x.id == "credit" || x.id == "every" {
		return c.fault("%q is taken", x.id)
	}
	if !slices.Contains(kinds, x.kind) {
		return c.fault("no such kind: %q", x.kind)
	}
	for _, m := range models {
		if v, ok := c.keys[m]; ok && x.model == "" {
			x.model, x.price = m, v
		} else if ok {
			return c.fault("two prices")
		}
	}
	p.charges = append(p.charges, x)
	return x.readPrice(c)
}

func (x *chargeFacts) readPrice(c *command) error {
	numbers := []string{x.price}
	for _, n := range []string{x.included, x.minimum} {
		if n != "" {
			numbers = append(numbers, n)
		}
	}
	switch x.model {
	case "":
		return c.fault("no price")
	case "package":
		price, size, _ := strings.Cut(x.price, "/")
		numbers[0] = price
		numbers = append(numbers, size)
	case "graduated", "volume", "stairstep":
		for _, text := range strings.Split(x.price, ",") {
			t := readTier(text)
			x.tierFacts = append(x.tierFacts, t)
			if t.upTo != "" {
				numbers = append(numbers, t.upTo)
			}
			numbers = append(numbers, t.unit, t.flat)
		}
		numbers = numbers[1:]
	}
	for _, n := range numbers {
		if !isNumber(n) {
			return c.fault("%q is no number", n)
		}
	}
	return nil
}

func readTier(text string) (t tierFacts) {
	t.upTo, t.unit, _ = strings.Cut(text, "@")
	if t.upTo == "rest" {
		t.upTo = ""
	}
	unit, flat, ok := strings.Cut(t.unit, "+")
	if t.unit, t.flat = unit, flat; !ok {
		t.flat = "0"
	}
	return t
}
