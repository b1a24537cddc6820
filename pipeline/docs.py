"""The pages of every KPI, rule of data quality and scoring system, in both languages, written from
the seeds: `scorecards docs`.

A page is never edited by hand. `tests/python/test_docs_pages.py` compares the committed pages with
what the seeds say.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
PAGES = {"en": Path("docs") / "kpis.md", "zh": Path("docs") / "kpis.zh-CN.md"}
RULE_PAGES = {"en": Path("docs") / "data-quality.md", "zh": Path("docs") / "data-quality.zh-CN.md"}
SUBJECTS = ("agent", "team", "queue", "line", "centre")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Every KPI",
        "other": "[中文](kpis.zh-CN.md)",
        "about": "Written from `seeds/` by `scorecards docs`; not by hand. {kpis} KPIs, of "
        "{metrics} metrics of the catalogue. Values stand in `kpi_value`, one row per subject, "
        "period and KPI: rates from 0 to 1, with their 95 % interval where they are shares of "
        "cases, time in seconds unless the unit says otherwise.\n\n"
        "*Least* is the denominator below which a value says `below_minimum`. *Final* is how long "
        "after its period a value may still change (`provisional`). *For* is who has it, and from "
        "which length of period on.",
        "head": "| KPI | Formula | Unit; better | Least | Final | For | Catalogue; source |",
        "from": "from {period}",
        "at_once": "at once",
        "days": "{days} days",
        "models": "Metrics with a table of their own",
        "models_about": "Lists, and what is read from cards: each is a published table.",
        "models_head": "| Table | What | Catalogue |",
        "left_out": "Not measured",
        "left_out_about": "Metrics of the catalogue that are no KPI, and why (`kpi_not_measured`).",
        "left_out_head": "| Catalogue | Metric | Why |",
        "semicolon": "; ",
        "comma": ", ",
    },
    "zh": {
        "title": "全部指标",
        "other": "[English](kpis.md)",
        "about": "本页由 `scorecards docs` 根据 `seeds/` 生成，请勿手工修改。"
        "共 {kpis} 个指标，对应目录中的 {metrics} 项。"
        "数值在 `kpi_value` 中，每个对象、周期、指标一行:比率为0至1，"
        "按案例计的比率附95%置信区间;时间除另有说明外以秒计。\n\n"
        "*下限*:分母低于此数时状态为 `below_minimum`。*定稿*:周期结束后多久数值不再变化(此前为 "
        "`provisional`)。*对象*:哪些对象有此指标，以及最短周期。",
        "head": "| 指标 | 公式 | 单位;方向 | 下限 | 定稿 | 对象 | 目录;出处 |",
        "from": "最短为{period}",
        "at_once": "即时",
        "days": "{days}天",
        "models": "单独成表的指标",
        "models_about": "明细类指标及由考核表得出的指标，各为一张已发布的表。",
        "models_head": "| 表 | 内容 | 目录 |",
        "left_out": "不计量的指标",
        "left_out_about": "目录中未作为指标的条目及原因(`kpi_not_measured`)。",
        "left_out_head": "| 目录 | 指标 | 原因 |",
        "semicolon": "；",
        "comma": "、",
    },
}
RULE_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Where the rules of data quality live",
        "other": "[中文](data-quality.zh-CN.md)",
        "about": "Written by `scorecards docs` from `seeds/data_quality_rules.csv` and the suites "
        "in `expectations/suites`; not by hand. {rules} rules of the catalogue, {expectations} "
        "expectations. An expectation refuses a delivery (critical) or warns; a rule "
        "(`tests/rules`) stops the build; a KPI shows how well it is kept.",
        "head": "| Rule | What should hold | Home | Remark; source |",
        "expectations": "expectations on {tables}: {count}",
        "more": "{count} raw tables",
    },
    "zh": {
        "title": "数据质量规则的落点",
        "other": "[English](data-quality.md)",
        "about": "本页由 `scorecards docs` 根据 `seeds/data_quality_rules.csv` 与 "
        "`expectations/suites` 生成，请勿手工修改。目录中的{rules}条规则，{expectations}条期望。"
        "期望(expectation)拒收数据或仅警告;规则(`tests/rules`)使构建停止;指标显示执行情况。",
        "head": "| 规则 | 应当成立 | 落点 | 说明;出处 |",
        "expectations": "{tables}上的期望:{count}条",
        "more": "{count}张原始表",
    },
}
NAMED_TABLES = 3
# what the codes of the seeds are called in Chinese; in English they are their own names
CHINESE = {
    **{"agent": "座席", "team": "班组", "queue": "队列", "line": "业务线", "centre": "中心"},
    **{"higher": "越高越好", "lower": "越低越好", "band": "区间内为佳", "neutral": "无优劣"},
    **{"rate": "比率", "net_rate": "净比率", "ratio": "比值", "seconds": "秒", "hours": "小时"},
    **{"days": "天", "months": "月", "years": "年", "count": "次数", "score": "分(百分制)"},
    **{"points": "分", "index": "指数", "currency": "货币", "rings": "铃声次数"},
    **{"per_contact": "每通", "per_hour": "每小时", "per_day": "每天", "per_week": "每周"},
    **{"per_month": "每月", "per_year": "每年", "per_ten_thousand": "每万次"},
    **{"characters_per_minute": "字/分钟", "demand": "需求", "efficiency": "效率"},
    **{"quality": "质量", "cost": "成本", "discipline": "纪律", "capability": "能力"},
    **{"governance": "治理", "business value": "业务价值", "teamwork": "团队协作"},
    **{"people": "人员", "management": "管理", "attitude": "态度", "wellbeing": "身心健康"},
    **{"compliance": "合规", "pay": "薪酬", "analytics": "分析"},
}
CATEGORIES = (
    *("demand", "efficiency", "quality", "compliance", "capability", "attitude", "discipline"),
    *("teamwork", "people", "wellbeing", "management", "governance", "business value", "cost"),
    *("pay", "analytics"),
)


def seed(root: Path, name: str) -> list[dict[str, str]]:
    """The rows of a seed, as text."""
    with (root / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def read_yaml(path: Path) -> Any:
    """What a YAML file says, read in C where the library is there: ten times as fast."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506  both are safe


def models(root: Path) -> list[dict[str, Any]]:
    """Every model as its YAML describes it."""
    return [
        model
        for path in sorted((root / "models").rglob("*.yml"))
        for model in read_yaml(path).get("models") or []
    ]


def subjects_of_kpis(root: Path, described: list[dict[str, Any]]) -> dict[str, list[str]]:
    """For whom each KPI is measured, as `kpi_subject_type` derives it."""
    known: dict[str, set[str]] = defaultdict(set)
    for row in seed(root, "kpi_facts"):
        known[row["fact_name"]].add(row["subject_type"])
    fact_of_part = {
        column["name"]: model["name"]
        for model in described
        if model["name"] in known
        for column in model.get("columns", [])
        if str(column.get("data_type", "")).startswith(("bigint", "decimal"))
    }
    found: dict[str, set[str]] = {}
    for row in seed(root, "kpi_terms"):
        subjects = known[fact_of_part[row["part"]]]
        found[row["kpi_id"]] = found.get(row["kpi_id"], subjects) & subjects
    for row in seed(root, "kpi_indicators") + seed(root, "kpi_own_measures"):
        found.setdefault(row["kpi_id"], set()).add(row["subject_type"])
    return {kpi: [s for s in SUBJECTS if s in subjects] for kpi, subjects in found.items()}


def _cell(*parts: str) -> str:
    return "<br>".join(part for part in parts if part).replace("|", "\\|").replace("\n", " ")


def _number(text: str) -> str:
    return f"{float(text):,g}" if text else "–"


def _page(root: Path, language: str, described: list[dict[str, Any]]) -> str:
    words = WORDS[language]

    def said(code: str) -> str:
        return CHINESE.get(code, code) if language == "zh" else code.replace("_", " ")

    kpis = seed(root, "kpis")
    subjects = subjects_of_kpis(root, described)
    periods = {
        row["period_type"]: row[f"period_name_{language}"] for row in seed(root, "period_types")
    }
    metrics = {
        word for row in kpis for word in row["catalogue_ids"].split() if word[0] in "ABCDEFGH"
    }
    metrics = {word for word in metrics if len(word) == 3}
    lines = [
        *(f"# {words['title']}", "", words["other"], ""),
        words["about"].format(kpis=len(kpis), metrics=len(metrics)),
    ]
    rule = "|" + "---|" * 7
    order = {category: place for place, category in enumerate(CATEGORIES)}
    for category in sorted({row["category"] for row in kpis}, key=lambda c: (order.get(c, 99), c)):
        lines += ["", f"## {said(category).capitalize()}", "", words["head"], rule]
        for row in kpis:
            if row["category"] != category:
                continue
            days = int(row["maturity_days"])
            cells = [
                _cell(f"**{row[f'kpi_name_{language}']}**", f"`{row['kpi_id']}`"),
                _cell(row[f"formula_{language}"]),
                _cell(said(row["unit"]) + words["semicolon"] + said(row["direction"])),
                _cell(_number(row["minimum_denominator"])),
                _cell(words["days"].format(days=days) if days else words["at_once"]),
                _cell(
                    words["comma"].join(said(s) for s in subjects.get(row["kpi_id"], []))
                    + words["semicolon"]
                    + words["from"].format(period=periods[row["finest_period"]])
                ),
                _cell(row["catalogue_ids"], row["source"]),
            ]
            lines.append("| " + " | ".join(cells) + " |")
    lines += ["", f"## {words['models']}", "", words["models_about"], ""]
    lines += [words["models_head"], "|---|---|---|"]
    for model in described:
        meta = (model.get("config") or {}).get("meta") or {}
        if meta.get("catalogue_ids"):
            what = str(meta.get(f"formula_{language}") or model["description"])
            lines.append(f"| `{model['name']}` | {_cell(what)} | {meta['catalogue_ids']} |")
    lines += ["", f"## {words['left_out']}", "", words["left_out_about"], ""]
    lines += [words["left_out_head"], "|---|---|---|"]
    for row in seed(root, "kpis_not_measured"):
        reason = _cell(row[f"reason_{language}"])
        lines.append(f"| {row['catalogue_id']} | {_cell(row['metric_name'])} | {reason} |")
    return "\n".join(lines) + "\n"


def expectations_of_rules(root: Path) -> dict[str, list[str]]:
    """The raw table of each expectation, by the rule that it says it holds."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((root / "expectations" / "suites").glob("*.yml")):
        for expectation in read_yaml(path)["expectations"]:
            found[expectation["meta"]["catalogue_id"]].append(path.stem)
    return found


def _rules_page(root: Path, language: str) -> str:
    words = RULE_WORDS[language]
    rules, held = seed(root, "data_quality_rules"), expectations_of_rules(root)
    lines = [
        *(f"# {words['title']}", "", words["other"], ""),
        words["about"].format(
            rules=len(rules), expectations=sum(len(tables) for tables in held.values())
        ),
        *("", words["head"], "|---|---|---|---|"),
    ]
    for row in rules:
        homes = [f"`{home.split(':')[1]}` ({home.split(':')[0]})" for home in row["homes"].split()]
        tables = sorted(set(held[row["rule_id"]]))
        if tables:
            named = ", ".join(f"`{table}`" for table in tables)
            if len(tables) > NAMED_TABLES:
                named = words["more"].format(count=len(tables))
            count = len(held[row["rule_id"]])
            homes.insert(0, words["expectations"].format(count=count, tables=named))
        cells = (
            row["rule_id"],
            _cell(row[f"rule_{language}"]),
            _cell(*homes),
            _cell(row["remark"] if language == "en" else "", row["source"]),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def pages(root: Path = PROJECT) -> dict[Path, str]:
    """Each page, by its place below the project."""
    from pipeline import docs_schemes

    described = models(root)
    found = {path: _page(root, language, described) for language, path in PAGES.items()}
    found |= {path: _rules_page(root, language) for language, path in RULE_PAGES.items()}
    return found | docs_schemes.pages(root)


def write(root: Path = PROJECT) -> list[Path]:
    """Write the pages; returns those that changed."""
    changed = []
    for path, text in pages(root).items():
        file = root / path
        if not file.exists() or file.read_text("utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
