package subscription

// An OrderKind says what an order asks for. The zero OrderKind is
// OrderPurchase.
type OrderKind uint8

// The kinds of orders.
const (
	OrderPurchase OrderKind = iota
	OrderPlanSwitch
	OrderQuantityChange
	OrderAddOn
	OrderRenewal
	OrderCancellation
	OrderOneShotCost
	OrderRecurringCost
	OrderRefund
)

var orderKinds = []string{
	"purchase", "plan-switch", "quantity-change", "add-on", "renewal", "cancellation",
	"one-shot-cost", "recurring-cost", "refund",
}

// String returns the name, such as "plan-switch".
func (k OrderKind) String() string { return textOf(orderKinds, uint8(k), "order") }

// MarshalText implements encoding.TextMarshaler.
func (k OrderKind) MarshalText() ([]byte, error) { return marshalName(orderKinds, uint8(k), "order") }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *OrderKind) UnmarshalText(text []byte) error {
	return unmarshalName(orderKinds, k, text, "order")
}

// OrderKinds is a set of kinds. The zero OrderKinds is empty.
type OrderKinds uint16

// KindsOf returns the set of kinds.
func KindsOf(kinds ...OrderKind) (s OrderKinds) {
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

// Has reports whether k is in the set.
func (s OrderKinds) Has(k OrderKind) bool { return s&(1<<k) != 0 }

// An OrderStatus says what became of an order. The zero OrderStatus is
// OrderDraft.
type OrderStatus uint8

// The statuses of an order. An approved order is effective from
// [Order.Effective] on.
const (
	OrderDraft        OrderStatus = iota // written, not handed in
	OrderToBeApproved                    // the auditor decides
	OrderApproved
	OrderRejected
	OrderReplaced  // a later order contradicted it before it took effect
	OrderWithdrawn // taken back before it took effect
	OrderLapsed    // could not take effect when its time came
)

var orderStatuses = []string{"draft", "to-be-approved", "approved", "rejected", "replaced", "withdrawn", "lapsed"}

// String returns the name, such as "to-be-approved".
func (s OrderStatus) String() string { return textOf(orderStatuses, uint8(s), "status") }

// MarshalText implements encoding.TextMarshaler.
func (s OrderStatus) MarshalText() ([]byte, error) {
	return marshalName(orderStatuses, uint8(s), "status")
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *OrderStatus) UnmarshalText(text []byte) error {
	return unmarshalName(orderStatuses, s, text, "status")
}
