"""The rules on plans: what they say of themselves, their units, their trees held against their texts."""
