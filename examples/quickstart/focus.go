package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/daybook-go/daybook/calendar"
	"github.com/daybook-go/daybook/money"
	"github.com/shopspring/decimal"
)

// A costLine is one line of a FOCUS export: what a provider billed for a
// service in a sub-account.
type costLine struct {
	number   int // of the line in the file
	account  string
	provider string
	service  string
	category string // "usage", "purchase", "tax", "credit" or "adjustment"
	currency money.Currency
	period   calendar.Period
	cost     decimal.Decimal // BilledCost
}

// A lineError says what of an export was left out.
type lineError struct {
	line           int
	column, reason string
	more           int // lines after it that went with it
}

func (e *lineError) Error() string {
	text := fmt.Sprintf("line %d: %s: %s", e.line, e.column, e.reason)
	if e.more > 0 {
		text += fmt.Sprintf(", and %d lines after it", e.more)
	}
	return text
}

// swallowed is how many lines a fault has cost.
func swallowed(err error) int {
	var e *lineError
	if errors.As(err, &e) {
		return 1 + e.more
	}
	return 1
}

// columns are those of FOCUS 1.0 that must be there.
var columns = []string{
	"SubAccountId", "ProviderName", "ServiceName", "ChargeCategory", "BillingCurrency",
	"ChargePeriodStart", "ChargePeriodEnd", "BilledCost",
}

// readCosts reads an export. A line that is no good is left out and reported;
// an error means that nothing can be read.
func readCosts(r io.Reader) (lines []costLine, faults []error, err error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	place, err := locate(header)
	if err != nil {
		return nil, nil, err
	}
	width := len(header)
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return lines, faults, nil
		}
		if err != nil {
			var broken *csv.ParseError
			if !errors.As(err, &broken) {
				return nil, nil, err
			}
			// A quote that is not closed swallows lines.
			faults = append(faults, &lineError{
				broken.StartLine, fmt.Sprintf("character %d", broken.Column), broken.Err.Error(), max(0, broken.Line-broken.StartLine),
			})
			continue
		}
		number, _ := in.FieldPos(0)
		l, err := readLine(number, record, width, place)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		lines = append(lines, l)
	}
}

// locate returns where each column stands.
func locate(header []string) (map[string]int, error) {
	place := map[string]int{}
	for i, name := range header {
		place[strings.TrimPrefix(name, "\ufeff")] = i
	}
	var faults []error
	for _, c := range columns {
		if _, ok := place[c]; !ok {
			faults = append(faults, &lineError{1, c, "the column is missing", 0})
		}
	}
	return place, errors.Join(faults...)
}

func readLine(number int, record []string, width int, place map[string]int) (l costLine, err error) {
	fault := func(column, format string, args ...any) (costLine, error) {
		return costLine{}, &lineError{number, column, fmt.Sprintf(format, args...), 0}
	}
	for _, c := range columns {
		if i := place[c]; i >= len(record) {
			return fault(c, "missing: the line has %d columns of %d", len(record), width)
		}
	}
	field := func(column string) string { return strings.Clone(strings.TrimSpace(record[place[column]])) }
	l.number, l.account, l.provider, l.service = number, field("SubAccountId"), field("ProviderName"), field("ServiceName")
	for column, text := range map[string]string{"SubAccountId": l.account, "ProviderName": l.provider, "ServiceName": l.service} {
		if text == "" || text == "NULL" {
			return fault(column, "missing")
		}
	}
	if l.currency, err = money.ParseCurrency(field("BillingCurrency")); err != nil {
		return fault("BillingCurrency", "%v", err)
	}
	if _, err := (money.Currencies{}).Digits(l.currency); err != nil {
		return fault("BillingCurrency", "%v", err)
	}
	if l.period.Start, err = focusTime(field("ChargePeriodStart")); err != nil {
		return fault("ChargePeriodStart", "%v", err)
	}
	if l.period.End, err = focusTime(field("ChargePeriodEnd")); err != nil {
		return fault("ChargePeriodEnd", "%v", err)
	}
	if l.period.IsEmpty() {
		return fault("ChargePeriodEnd", "%v is not after the start, %v", l.period.End, l.period.Start)
	}
	if l.cost, err = money.ParseDecimal(field("BilledCost")); err != nil {
		return fault("BilledCost", "%v", err)
	}
	if !l.cost.Truncate(focusDigits).Equal(l.cost) {
		return fault("BilledCost", "more than %d decimals", focusDigits)
	}
	if l.category, err = category(field("ChargeCategory"), l.cost); err != nil {
		return fault("ChargeCategory", "%v", err)
	}
	return l, nil
}

// focusTime reads the two forms in use: FOCUS's own, and that of the sample.
func focusTime(text string) (calendar.Instant, error) {
	for _, form := range []string{time.RFC3339, time.DateTime} {
		if t, err := time.Parse(form, text); err == nil {
			return calendar.At(t), nil
		}
	}
	return 0, fmt.Errorf("%.40q is no time", text)
}

// category is the charge that a line is booked as. What is negative without
// being a credit corrects something.
func category(text string, cost decimal.Decimal) (string, error) {
	switch c := strings.ToLower(text); c {
	case "usage", "purchase", "tax", "adjustment":
		if cost.Sign() < 0 {
			return "adjustment", nil
		}
		return c, nil
	case "credit":
		return c, nil
	}
	return "", fmt.Errorf("%.40q is no charge category", text)
}

// oneCurrency leaves out lines in another currency than most of them.
func oneCurrency(lines []costLine) (kept []costLine, faults []error) {
	count := map[money.Currency]int{}
	for _, l := range lines {
		count[l.currency]++
	}
	var most money.Currency
	for c, n := range count {
		if n > count[most] || n == count[most] && c.String() < most.String() {
			most = c
		}
	}
	for _, l := range lines {
		if l.currency != most {
			faults = append(faults, &lineError{l.number, "BillingCurrency", fmt.Sprintf("%v in an export of %v", l.currency, most), 0})
			continue
		}
		kept = append(kept, l)
	}
	return kept, faults
}

// byLineNumber sorts faults as they stand in the file.
func byLineNumber(faults []error) {
	slices.SortStableFunc(faults, func(a, b error) int {
		var x, y *lineError
		if errors.As(a, &x) && errors.As(b, &y) {
			return cmp.Compare(x.line, y.line)
		}
		return 0
	})
}
