-- +goose Up

-- The amounts of an entry have one scale and currency.
ALTER TABLE daybook_entry ADD COLUMN posted BIGINT NOT NULL DEFAULT 0;   -- counts at
ALTER TABLE daybook_entry ADD COLUMN tax BIGINT NOT NULL DEFAULT 0;      -- of units
ALTER TABLE daybook_entry ADD COLUMN fees BIGINT NOT NULL DEFAULT 0;     -- of units: no credit pays them
ALTER TABLE daybook_entry ADD COLUMN parts SMALLINT NOT NULL DEFAULT 0;  -- 1 tax is told, 2 fees are, 3 both
ALTER TABLE daybook_entry ADD COLUMN source TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE daybook_entry ADD COLUMN due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE daybook_entry ADD COLUMN starts BIGINT NOT NULL DEFAULT 0;   -- of a credit
ALTER TABLE daybook_entry ADD COLUMN quantity TEXT COLLATE "C" NOT NULL DEFAULT '0'; -- exact decimal
ALTER TABLE daybook_entry ADD COLUMN note TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE daybook_entry SET posted = at;
