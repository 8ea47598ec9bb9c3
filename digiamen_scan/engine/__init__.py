"""Plan, gather, judge, prioritise. Names no check, no family, no protocol."""
