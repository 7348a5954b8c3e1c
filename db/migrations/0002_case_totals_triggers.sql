-- Totals of the case list, kept by triggers in the transaction of the change itself. A migration that makes `cases` anew
-- drops its triggers and has to create these again; tests/integration/lists/list-cases.test.ts fails when one is missing.
CREATE TRIGGER case_totals_insert AFTER INSERT ON cases BEGIN
  INSERT INTO case_totals (dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency, count, impact_cents)
  VALUES (new.dataset_id, new.status, new.outcome, new.anomaly_type, new.money_kind, new.severity, new.confidence_band, new.currency, 1, new.impact_cents)
  ON CONFLICT (dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency) DO UPDATE SET count = count + 1, impact_cents = impact_cents + excluded.impact_cents;
END;
--> statement-breakpoint
CREATE TRIGGER case_totals_delete AFTER DELETE ON cases BEGIN
  UPDATE case_totals SET count = count - 1, impact_cents = impact_cents - old.impact_cents
  WHERE dataset_id = old.dataset_id AND status = old.status AND outcome = old.outcome AND anomaly_type = old.anomaly_type AND money_kind = old.money_kind AND severity = old.severity AND confidence_band = old.confidence_band AND currency = old.currency;
END;
--> statement-breakpoint
CREATE TRIGGER case_totals_update AFTER UPDATE OF dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency, impact_cents ON cases
WHEN old.dataset_id IS NOT new.dataset_id OR old.status IS NOT new.status OR old.outcome IS NOT new.outcome OR old.anomaly_type IS NOT new.anomaly_type OR old.money_kind IS NOT new.money_kind OR old.severity IS NOT new.severity OR old.confidence_band IS NOT new.confidence_band OR old.currency IS NOT new.currency OR old.impact_cents IS NOT new.impact_cents
BEGIN
  UPDATE case_totals SET count = count - 1, impact_cents = impact_cents - old.impact_cents
  WHERE dataset_id = old.dataset_id AND status = old.status AND outcome = old.outcome AND anomaly_type = old.anomaly_type AND money_kind = old.money_kind AND severity = old.severity AND confidence_band = old.confidence_band AND currency = old.currency;
  INSERT INTO case_totals (dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency, count, impact_cents)
  VALUES (new.dataset_id, new.status, new.outcome, new.anomaly_type, new.money_kind, new.severity, new.confidence_band, new.currency, 1, new.impact_cents)
  ON CONFLICT (dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency) DO UPDATE SET count = count + 1, impact_cents = impact_cents + excluded.impact_cents;
END;
--> statement-breakpoint
INSERT INTO case_totals (dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency, count, impact_cents)
SELECT dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency, count(*), sum(impact_cents) FROM cases
GROUP BY dataset_id, status, outcome, anomaly_type, money_kind, severity, confidence_band, currency;
--> statement-breakpoint
UPDATE cases SET search_text = lower(title || ' ' || entity_label || ' ' || entity_id);
