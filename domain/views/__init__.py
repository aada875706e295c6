"""What the facts mean to people: pure folds, the same in projections and in tests."""
