"""Development plans: what somebody is growing in, who helps, and how the two keep at it."""
