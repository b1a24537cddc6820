"""A centre of three agents and a dbt project of a few lines: what runs are tested with."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from pipeline import publish
from pipeline.home import PROJECT, Home

# Enough of the published face for its gate; the real models are tested on the demo centre.
MODELS = {
    "staging/stg_calls": "select * from {{ source('raw', 'calls') }}",
    "facts/fct_agent_day": """
        select
            agent_id, work_date, 'T1' as team_id, 'agent' as role, 'hotline' as business_line,
            'D' as shift_code, cast(sum(handle_seconds) as bigint) as handle_seconds
        from {{ ref('stg_calls') }} group by agent_id, work_date""",
    "facts/fct_queue_interval": "select 'Q1' as queue_id",
    "facts/fct_line_day": "select 'hotline' as business_line",
    "facts/dim_agent": "select distinct agent_id from {{ ref('stg_calls') }}",
    "facts/dim_team": "select 'T1' as team_id",
    "facts/dim_date": "select distinct work_date as calendar_date from {{ ref('stg_calls') }}",
    "facts/dim_centre": "select max(work_date) as data_through_date from {{ ref('stg_calls') }}",
    "kpis/kpi_parts": "select 1 as unpublished",
    "kpis/kpi_value": """
        select 'agent' as subject_type, agent_id as subject_id, 'day' as period_type,
            work_date as period_start_date, 'aht' as kpi_id,
            cast(handle_seconds as double) as numerator, cast(1 as double) as denominator,
            cast(handle_seconds as double) as kpi_value, 'measured' as status
        from {{ ref('fct_agent_day') }}""",
    "scorecards/scorecard_line": """
        select 'SC01' as scheme_id, subject_type, subject_id, period_type, period_start_date,
            'I1' as item_id, kpi_id, numerator, denominator, kpi_value, 300.0 as target_value,
            'linear' as scoring_method, 'R1' as rule_id, 80.0 as item_score, 80.0 as line_score,
            100.0 as max_score, 1.0 as weight, 'measured' as status, '' as reason,
            1 as evidence_count
        from {{ ref('kpi_value') }}""",
    "scorecards/scorecard": """
        select scheme_id, subject_type, subject_id, 'month' as period_type,
            date '2026-08-01' as period_start_date, sum(line_score) as total_score,
            100.0 as max_total, 'A' as grade, 'T1' as tier, 1 as subject_rank,
            'measured' as status, '' as reason
        from {{ ref('scorecard_line') }} group by scheme_id, subject_type, subject_id""",
}
SEEDS = {"kpi": "kpi_id\naht\n", "scheme": "scheme_id\nSC01\n", "scheme_item": "scheme_id\nSC01\n"}

PROJECT_FILE = """
name: agent_scorecards
version: "0.1.0"
config-version: 2
profile: agent_scorecards
models:
  agent_scorecards:
    +persist_docs: {relation: true, columns: true}
    staging: {+materialized: view}
    facts: {+materialized: table}
    kpis: {+materialized: table}
    scorecards: {+materialized: table}
data_tests: {agent_scorecards: {+store_failures: true}}
flags: {send_anonymous_usage_stats: false}
"""

SCHEMA_FILE = """
version: 2
sources:
  - {name: raw, database: raw, schema: main, tables: [{name: calls}]}
models:
  - name: fct_agent_day
    description: What each agent did on a day.
    columns:
      - {name: agent_id, description: The agent.}
"""

LEDGER = """
    create schema landing;
    create table landing.load (
        load_id varchar, feed_name varchar, file_name varchar, sha256 varchar, byte_count bigint,
        file_format varchar, encoding varchar, loaded_at timestamp, delivered_count bigint,
        accepted_count bigint, quarantined_count bigint, check_status varchar, check_reason varchar
    );
    create table landing.load_table (load_id varchar, raw_table varchar, accepted_count bigint);
    create table landing.quarantine (
        load_id varchar, file_name varchar, line bigint, raw_table varchar, column_name varchar,
        reason_code varchar, reason varchar, row_text varchar
    );
    create table landing.centre_setting (
        time_zone varchar, currency varchar, first_day_of_week varchar, language varchar
    );
    insert into landing.centre_setting values ('Asia/Shanghai', 'CNY', 'monday', 'en');
    create table landing.opening_hours (
        schedule_id varchar, time_zone varchar, valid_from_date date, valid_to_date date,
        weekday_number bigint, opens_at_seconds bigint, closes_at_seconds bigint
    );
    create table landing.holiday (
        schedule_id varchar, holiday_date date, holiday_name varchar,
        opens_at_seconds bigint, closes_at_seconds bigint
    );
    create table main.calls (
        interaction_id varchar, agent_id varchar, work_date date, handle_seconds bigint,
        _load_id varchar, _file varchar, _line bigint, _loaded_at timestamp, _version bigint
    );
    create table main.tickets (
        ticket_id varchar,
        _load_id varchar, _file varchar, _line bigint, _loaded_at timestamp, _version bigint
    );
"""


def make_project(folder: Path) -> Path:
    """Write the little dbt project; it uses the checkout's own profiles.yml."""
    for name, sql in MODELS.items():
        path = folder / "models" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sql, encoding="utf-8")
    (folder / "seeds").mkdir()
    for name, rows in SEEDS.items():
        (folder / "seeds" / f"{name}.csv").write_text(rows, encoding="utf-8")
        (folder / "seeds" / f"_{name}.yml").write_text(
            f"seeds: [{{name: {name}, config: {{column_types: {{{rows.split()[0]}: varchar}}}}}}]",
            encoding="utf-8",
        )
    (folder / "tests").mkdir()
    (folder / "tests" / "no_call_is_longer_than_a_day.sql").write_text(
        "select * from {{ ref('stg_calls') }} where handle_seconds > 86400", encoding="utf-8"
    )
    (folder / "dbt_project.yml").write_text(PROJECT_FILE, encoding="utf-8")
    (folder / "models" / "schema.yml").write_text(SCHEMA_FILE, encoding="utf-8")
    shutil.copy(PROJECT / "profiles.yml", folder / "profiles.yml")
    return folder


def land_calls(home: Home, load_id: str, seconds: list[int], quarantined: int = 0) -> None:
    """Land one file of calls, one call an agent and day, as pipeline.land would."""
    home.root.mkdir(parents=True, exist_ok=True)
    new = not home.raw.exists()
    with duckdb.connect(str(home.raw)) as connection:
        if new:
            connection.execute(LEDGER)
        counts = [len(seconds) + quarantined, len(seconds), quarantined]
        connection.execute(
            "insert into landing.load values (?, 'standard', ?, 'x', 1, 'csv', 'utf-8', "
            "timestamp '2026-08-01 00:00:00', ?, ?, ?, 'passed', '')",
            [load_id, f"{load_id}.csv", *counts],
        )
        connection.execute(
            "insert into landing.load_table values (?, 'calls', ?)", [load_id, len(seconds)]
        )
        for line, one in enumerate(seconds):
            connection.execute(
                "insert into main.calls values (?, ?, date '2026-08-01' + ?, ?, ?, 'f', ?, "
                "timestamp '2026-08-01 00:00:00', null)",
                [f"{load_id}-{line}", f"A{line % 3}", line // 3, one, load_id, line + 2],
            )
        for line in range(quarantined):
            connection.execute(
                "insert into landing.quarantine values (?, 'f', ?, 'calls', 'agent_id', "
                "'missing_value', 'agent_id is empty', 'text of the row')",
                [load_id, 1000 + line],
            )


def make_warehouse(home: Home, number: int, warehouse: Path | None = None) -> Path:
    """A finished, stamped warehouse without dbt; `number` stands in two of its tables."""
    from pipeline.build import stamp

    path = warehouse or home.warehouse
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for table, columns in publish.FACE.items():
            written = ", ".join(f"'{column}' as {column}" for column in columns) or "1 as one"
            connection.execute(f"create table {table} as select {written}")
        for table in ("fct_agent_day", "kpi_value"):
            connection.execute(f"alter table {table} add column number bigint default {number}")
        connection.execute("comment on table dim_agent is 'One row an agent.'")
        connection.execute("comment on column dim_agent.agent_id is 'The agent.'")
        connection.execute(
            "create table dim_centre as select date '2026-08-31' as data_through_date"
        )
        connection.execute("create table int_secret as select 'not for readers' as words")
    stamp(home, path, sorted([*publish.FACE, "dim_centre"]))
    return path
