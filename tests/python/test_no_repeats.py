"""Nothing is tested twice: unique_grain already refuses a null in each column of the grain."""


def test_no_not_null_repeats_a_grain(manifest):
    """One test that says it is enough; each dbt test costs a build a table and a round trip."""
    tests = [
        (node.attached_node, node.test_metadata.name, node.test_metadata.kwargs)
        for node in manifest.nodes.values()
        if node.resource_type == "test" and getattr(node, "test_metadata", None)
    ]
    in_grain = {
        (model, column)
        for model, name, arguments in tests
        if name == "unique_grain"
        for column in arguments["columns"]
    }
    assert in_grain, "no unique_grain test found: this test looks at nothing"
    said = [
        (model, column)
        for model, name, arguments in tests
        if name in ("not_null", "never_null")
        for column in arguments.get("columns") or [arguments["column_name"]]
    ]
    repeated = sorted(f"{model}: {column}" for model, column in said if (model, column) in in_grain)
    repeated += sorted(
        f"{model}: {column}" for model, column in set(said) if said.count((model, column)) > 1
    )
    assert not repeated, "not_null that unique_grain already says:\n" + "\n".join(repeated)
