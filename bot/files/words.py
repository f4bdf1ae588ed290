"""What people write into cells for our own words."""

from collections.abc import Mapping
from enum import Enum

from core.catalogue import CustomerClass, SpecKind
from core.orders.status import OrderStatus
from core.people import Role
from core.production import ExceptionKind, MaintenanceKind
from core.supply import ItemKind, PurchaseStatus

YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "对", "有", "启用", "在职"})
NO = frozenset({"否", "n", "no", "false", "0", "×", "x", "不", "无", "停用", "离职"})

ENUM_WORDS: Mapping[type[Enum], Mapping[Enum, tuple[str, ...]]] = {
    CustomerClass: {
        CustomerClass.A: ("A级", "A类", "class A"),
        CustomerClass.B: ("B级", "B类", "class B"),
        CustomerClass.C: ("C级", "C类", "class C"),
    },
    SpecKind: {
        SpecKind.CHOICE: ("选项", "单选", "选择"),
        SpecKind.NUMBER: ("数字", "数值"),
        SpecKind.TEXT: ("文本", "文字"),
    },
    ItemKind: {
        ItemKind.BOUGHT: ("外购", "采购", "外购件", "采购件", "原材料"),
        ItemKind.MADE: ("自制", "自制件", "半成品", "成品", "生产"),
    },
    PurchaseStatus: {
        PurchaseStatus.OPEN: ("未确认", "已下单", "待确认", "未完成"),
        PurchaseStatus.CONFIRMED: ("已确认", "在途"),
        PurchaseStatus.RECEIVED: ("已到货", "已收货", "已完成", "完成"),
        PurchaseStatus.CANCELLED: ("已取消", "取消", "canceled"),
    },
    Role: {
        Role.SALES: ("销售",),
        Role.PRODUCTION: ("生产", "计划"),
        Role.RND: ("研发", "R&D", "工程"),
        Role.PURCHASING: ("采购",),
        Role.QUALITY: ("质检", "质量", "品质"),
        Role.WAREHOUSE: ("仓库", "仓储"),
        Role.MANAGER: ("经理", "管理", "管理层"),
        Role.COORDINATOR: ("协同", "协同负责人"),
        Role.ADMIN: ("管理员",),
    },
    ExceptionKind: {
        ExceptionKind.CLOSED: ("停工", "休息", "放假"),
        ExceptionKind.WORKING: ("上班", "调休上班", "补班"),
        ExceptionKind.OVERTIME: ("加班",),
    },
    MaintenanceKind: {
        MaintenanceKind.PLANNED: ("计划检修", "检修", "保养"),
        MaintenanceKind.BREAKDOWN: ("故障", "停机"),
    },
    OrderStatus: {
        OrderStatus.INQUIRY: ("询单",),
        OrderStatus.QUOTED: ("已报价", "报价"),
        OrderStatus.CONFIRMED: ("已确认",),
        OrderStatus.RELEASED: ("已下达",),
        OrderStatus.IN_PRODUCTION: ("生产中", "在产"),
        OrderStatus.SHIPPED: ("已发货",),
        OrderStatus.CLOSED: ("已完成", "已关闭", "已签收"),
        OrderStatus.CANCELLED: ("已取消", "取消", "canceled"),
    },
}
