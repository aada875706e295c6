"""The step page: one step of one review, done in one sitting by whoever has it."""
