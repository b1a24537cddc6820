"""The exports of three systems that speak Chinese and their own formats (feeds/demo_*.yml)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipeline.demo.aftermath import Aftermath
from pipeline.demo.clock import Clock
from pipeline.demo.customers import tier_of
from pipeline.demo.outbound import Outbound, list_contact_id
from pipeline.demo.people import BREAK_MINUTES, SHIFT_MINUTES, Shift
from pipeline.demo.tables import customer_id, phone

DIALER_HEADER = (
    "呼叫流水号", "活动", "名单编号", "客户编号", "被叫号码", "坐席工号", "外呼方式", "拨打时间",
    "接通时间", "挂断时间", "振铃秒数", "通话秒数", "整理秒数", "呼叫结果", "挂断方", "有效通话",
    "业务结果", "转化节点", "客户等级", "机器人初筛", "机器人会话", "评价发起时间", "满意度评价",
    "评价时间",
)  # fmt: skip
HRIS_HEADER = (
    "工号", "人事编号", "入职日期", "岗位", "用工形式", "岗位编码", "星级", "在职状态",
    "最后工作日", "主动离职", "离职原因",
)  # fmt: skip
ROSTER_HEADER = ("日期", "工号", "班次", "上班时间", "下班时间", "带薪分钟", "休息分钟", "发布时间")
RESULTS = {
    "agent_answered": "接通",
    "no_answer": "无人接听",
    "busy": "占线",
    "rejected": "拒接",
    "invalid": "空号",
    "voicemail": "语音信箱",
}
OUTCOMES = {
    "sale": "成交",
    "appointment": "预约",
    "follow_up": "待跟进",
    "refused": "拒绝",
    "wrong_party": "非本人",
}
NODES = {
    "contact": "接触",
    "need": "需求确认",
    "offer": "方案报价",
    "intent": "意向确认",
    "order": "下单",
}
TIERS = {"vip": "VIP", "high": "高价值", "normal": "普通"}
MODES = {"preview": "预览", "predictive": "预测"}
LABELS = {5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意"}
SHIFT_NAMES = {"early": "早班", "mid": "中班", "night": "夜班", "office": "常日班"}


def dialer_rows(outbound: Outbound, after: Aftermath, clock: Clock) -> Iterator[tuple[str, tuple]]:
    """The dialler's call log with the ratings given at the end of a call, in local time."""
    wall = clock.wall
    ratings = {
        rating.call.identity: rating for rating in after.ratings if rating.call.line == "outbound"
    }
    for number, call in enumerate(outbound.dials, 1):
        leg = call.legs[0] if call.legs else None
        talked = call.answered is not None
        rating, screened = ratings.get(call.identity), outbound.screened.get(call.identity)
        yield clock.month(call.offered), (
            call.identity, call.campaign, list_contact_id(number), customer_id(call.customer),
            phone(call.customer), leg.person.agent_id if leg else None, MODES[call.mode],
            wall(call.offered), wall(call.answered), wall(call.ended), call.ring,
            leg.talk if talked else None, leg.wrap if talked else None,
            RESULTS[call.disposition],
            {"customer": "客户", "agent": "坐席"}.get(call.disconnect_by, "系统"),
            ("是" if call.effective else "否") if talked else None,
            OUTCOMES.get(call.outcome), NODES.get(outbound.nodes.get(call.identity)),
            TIERS[tier_of(call.customer)], "是" if screened else "否",
            screened.identity if screened else None,
            wall(rating.sent) if rating else None,
            LABELS[rating.csat] if rating and rating.csat else None,
            wall(rating.responded) if rating else None,
        )  # fmt: skip


def roster_rows(shifts: list[Shift], clock: Clock) -> Iterator[tuple[str, tuple]]:
    """The planner's workbook: real date cells, wall-clock times, Chinese names of the shifts."""

    def cell(moment: int) -> dt.datetime:
        return dt.datetime.fromtimestamp(moment, clock.zone).replace(tzinfo=None)

    for shift in shifts:
        published = clock.at(shift.day.replace(day=1), 600) - 7 * 86_400
        yield f"{shift.day:%Y-%m}", (
            dt.datetime.combine(shift.day, dt.time()), shift.person.agent_id,
            SHIFT_NAMES[shift.code], cell(shift.start), cell(shift.end),
            SHIFT_MINUTES - BREAK_MINUTES, BREAK_MINUTES, cell(published),
        )  # fmt: skip
