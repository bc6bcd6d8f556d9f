package ubl

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The namespaces, and the prefixes that documents are written with.
const (
	rootSpace      = "urn:oasis:names:specification:ubl:schema:xsd:"
	aggregateSpace = rootSpace + "CommonAggregateComponents-2"
	basicSpace     = rootSpace + "CommonBasicComponents-2"
)

// A node is an element with either children or a text. Its name has the prefix of
// its namespace: "cbc:ID", and none of the document's own.
type node struct {
	name     string
	attrs    []xml.Attr
	text     string
	children []*node
}

// text returns an element; none where there is nothing to say.
func text(name, value string, attrs ...string) *node {
	if value == "" {
		return nil
	}
	n := &node{name: name, text: value}
	for i := 0; i+1 < len(attrs); i += 2 {
		n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: attrs[i]}, Value: attrs[i+1]})
	}
	return n
}

// group returns an element with those of the children that there are, or none.
func group(name string, children ...*node) *node {
	n := &node{name: name}
	n.add(children...)
	if len(n.children) == 0 {
		return nil
	}
	return n
}

func (n *node) add(children ...*node) {
	for _, c := range children {
		if c != nil {
			n.children = append(n.children, c)
		}
	}
}

// MarshalXML implements xml.Marshaler.
func (n *node) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	start := xml.StartElement{Name: xml.Name{Local: n.name}, Attr: n.attrs}
	if len(n.children) == 0 {
		return e.EncodeElement(n.text, start)
	}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for _, c := range n.children {
		if err := c.MarshalXML(e, start); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

// at returns the first element on a path such as "cac:Price/cbc:PriceAmount"; an
// empty one if there is none.
func (n *node) at(path string) *node {
	for _, name := range strings.Split(path, "/") {
		if all := n.all(name); len(all) > 0 {
			n = all[0]
		} else {
			return &node{}
		}
	}
	return n
}

// all returns the children of a name.
func (n *node) all(name string) (out []*node) {
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// maxDepth and maxNodes bound what is read: an invoice is six elements deep.
const (
	maxDepth = 32
	maxNodes = 5_000_000
)

// parse reads a document, whatever prefixes it is written with.
func parse(r io.Reader) (*node, error) {
	d := xml.NewDecoder(r)
	root := &node{}
	open := []*node{root}
	for count := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("ubl: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > maxNodes || len(open) > maxDepth {
				return nil, errors.New("ubl: the document is too large or too deep")
			}
			n := &node{name: prefixed(t.Name), attrs: t.Attr}
			top := open[len(open)-1]
			top.children = append(top.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			open[len(open)-1].text += string(t)
		}
	}
	if len(root.children) != 1 {
		return nil, fmt.Errorf("ubl: %d documents, want one", len(root.children))
	}
	return root.children[0], nil
}

func prefixed(name xml.Name) string {
	switch name.Space {
	case aggregateSpace:
		return "cac:" + name.Local
	case basicSpace:
		return "cbc:" + name.Local
	case rootSpace + name.Local + "-2":
		return name.Local
	}
	return name.Space + ":" + name.Local
}
