"""Planning by a rule: what each rule does, what it costs, and how rules compare at the same service."""
