package focus

import (
	"fmt"
	"slices"
)

// A Service is how a product appears in FOCUS.
type Service struct {
	Name      string `json:"name,omitempty"` // ServiceName; the product where it is empty
	Publisher string `json:"publisher"`      // PublisherName: the vendor, as the viewer may know it
	// Category and Subcategory are those of FOCUS 1.2. The zero values are Other
	// and the category's own other one, such as "Other (Compute)".
	Category    string `json:"category,omitempty"`
	Subcategory string `json:"subcategory,omitempty"`
}

// subcategories are those that FOCUS 1.2 allows in each category, its own other
// one last.
var subcategories = []struct {
	category string
	in       []string
}{
	{"AI and Machine Learning", []string{"AI Platforms", "Bots", "Generative AI", "Machine Learning", "Natural Language Processing", "Other (AI and Machine Learning)"}},
	{"Analytics", []string{"Analytics Platforms", "Business Intelligence", "Data Processing", "Search", "Streaming Analytics", "Other (Analytics)"}},
	{"Business Applications", []string{"Productivity and Collaboration", "Other (Business Applications)"}},
	{"Compute", []string{"Containers", "End User Computing", "Quantum Compute", "Serverless Compute", "Virtual Machines", "Other (Compute)"}},
	{"Databases", []string{"Caching", "Data Warehouses", "Ledger Databases", "NoSQL Databases", "Relational Databases", "Time Series Databases", "Other (Databases)"}},
	{"Developer Tools", []string{"Developer Platforms", "Continuous Integration and Deployment", "Development Environments", "Source Code Management", "Quality Assurance", "Other (Developer Tools)"}},
	{"Identity", []string{"Identity and Access Management", "Other (Identity)"}},
	{"Integration", []string{"API Management", "Messaging", "Workflow Orchestration", "Other (Integration)"}},
	{"Internet of Things", []string{"IoT Analytics", "IoT Platforms", "Other (Internet of Things)"}},
	{"Management and Governance", []string{"Architecture", "Compliance", "Cost Management", "Data Governance", "Disaster Recovery", "Endpoint Management", "Observability", "Support", "Other (Management and Governance)"}},
	{"Media", []string{"Content Creation", "Gaming", "Media Streaming", "Mixed Reality", "Other (Media)"}},
	{"Migration", []string{"Data Migration", "Resource Migration", "Other (Migration)"}},
	{"Mobile", []string{"Other (Mobile)"}},
	{"Multicloud", []string{"Multicloud Integration", "Other (Multicloud)"}},
	{"Networking", []string{"Application Networking", "Content Delivery", "Network Connectivity", "Network Infrastructure", "Network Routing", "Network Security", "Other (Networking)"}},
	{"Security", []string{"Secret Management", "Security Posture Management", "Threat Detection and Response", "Other (Security)"}},
	{"Storage", []string{"Backup Storage", "Block Storage", "File Storage", "Object Storage", "Storage Platforms", "Other (Storage)"}},
	{"Web", []string{"Application Platforms", "Other (Web)"}},
	{otherCategory, []string{"Other (Other)"}},
}

const otherCategory = "Other"

// complete fills in what is empty, and reports what FOCUS does not have.
func (s Service) complete(product string) (Service, error) {
	if s.Name == "" {
		s.Name = product
	}
	if s.Category == "" {
		s.Category = otherCategory
	}
	for _, c := range subcategories {
		if c.category != s.Category {
			continue
		}
		if s.Subcategory == "" {
			s.Subcategory = c.in[len(c.in)-1]
		}
		if !slices.Contains(c.in, s.Subcategory) {
			return s, fmt.Errorf("subcategory: %.60q is none of %q", s.Subcategory, s.Category)
		}
		return s, nil
	}
	return s, fmt.Errorf("category: %.60q is none of FOCUS 1.2", s.Category)
}
