SELECT seq, at_time, actor, action, success, old_value, new_value, reason, signal_data, indicators, market, error_message, trace_id
FROM readable_audit_log
WHERE entity_type = :entity_type AND entity_id = :entity_id
ORDER BY seq
