-- Two renames at once to one name pass any check before the index refuses the second: that one has no row, instead of
-- an error.
CREATE FUNCTION rename_shelf(of_owner text, shelf bigint, new_name text) RETURNS SETOF shelves LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY UPDATE shelves SET name = new_name WHERE id = shelf AND owner = of_owner RETURNING *;
EXCEPTION WHEN unique_violation THEN
    RETURN;
END
$$;
