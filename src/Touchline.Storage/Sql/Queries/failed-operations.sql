SELECT seq, at_time, actor, action, entity_type, entity_id, error_message, reason, trace_id
FROM readable_audit_log
WHERE NOT success AND at_ns >= :now_ns - 86400000000000
ORDER BY seq
