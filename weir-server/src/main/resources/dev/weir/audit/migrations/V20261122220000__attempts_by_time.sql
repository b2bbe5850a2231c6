-- The id of an attempt says when it was made; its entries are found by that.
drop index entries_by_attempt;
