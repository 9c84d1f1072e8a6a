"""Daily pieces and questions into what pages say of them and the days they belong to."""
