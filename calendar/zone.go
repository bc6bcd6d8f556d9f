package calendar

import (
	"strings"
	"time"
)

// zoneName returns the IANA name of zone, "UTC" of nil.
func zoneName(zone *time.Location) string {
	if zone == nil {
		return "UTC"
	}
	return zone.String()
}

// zoneFault returns why zone cannot be stored and loaded by name, or "".
func zoneFault(zone *time.Location) string {
	if zone == time.Local {
		return "time.Local has no name of its own"
	}
	if name := zoneName(zone); !isZoneName(name) {
		return textError("IANA name", name).Error()
	}
	return ""
}

// isZoneName reports whether s looks like an IANA name, such as "Etc/GMT+5". An
// offset does not.
func isZoneName(s string) bool {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	return strings.Trim(s, letters+"0123456789_/+-") == "" && strings.IndexAny(s, letters) == 0 && s != "Local"
}
