-- +goose Up

-- Where the row's line starts: it says on which basis the row is billed. Rows
-- from before it was kept were all booked by the period that they serve.
ALTER TABLE daybook_row ADD COLUMN line BIGINT NOT NULL DEFAULT 0;
UPDATE daybook_row SET line = service_start;
