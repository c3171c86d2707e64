"""The pages of the city's staff: who may come in, what each may do, and the pages themselves."""
