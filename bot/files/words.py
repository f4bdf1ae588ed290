"""What people write into cells for our own words."""

from collections.abc import Mapping
from enum import Enum

from core.catalogue import CustomerClass, SpecKind
from core.changes import ApprovalMode, ChangeKind, ChangeReason, Need
from core.manufacturability import AttributeKind, DfmSeverity, Operator
from core.orders.status import OrderStatus
from core.people import Role
from core.production import ExceptionKind, MaintenanceKind
from core.reviews import RaciRole, RaciStage
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
    RaciRole: {
        RaciRole.R: ("执行", "负责执行"),
        RaciRole.A: ("负责", "当责"),
        RaciRole.C: ("咨询",),
        RaciRole.I: ("知会",),
    },
    RaciStage: {RaciStage.REVIEW: ("评审", "需求评审", "Review")},
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
    AttributeKind: {
        AttributeKind.MEASURE: ("数值", "数字", "尺寸", "number"),
        AttributeKind.TEXT: ("文本", "文字", "选项"),
    },
    Operator: {
        Operator.AT_LEAST: ("≥", ">=", "不小于", "至少"),
        Operator.AT_MOST: ("≤", "<=", "不大于", "至多"),
        Operator.EQUAL: ("=", "等于"),
        Operator.BETWEEN: ("介于", "范围"),
        Operator.ONE_OF: ("属于", "in"),
        Operator.NONE_OF: ("不属于", "≠", "not in"),
    },
    DfmSeverity: {
        DfmSeverity.BLOCK: ("阻断", "不放行", "禁止"),
        DfmSeverity.WARN: ("提醒", "警告", "warning"),
    },
    ChangeKind: {
        ChangeKind.ORDER: ("订单变更", "改单"),
        ChangeKind.ENGINEERING: ("工程变更", "设计变更"),
    },
    ChangeReason: {
        ChangeReason.CUSTOMER_REQUEST: ("客户要求", "客户"),
        ChangeReason.QUALITY: ("质量",),
        ChangeReason.COST: ("降本", "成本"),
        ChangeReason.MANUFACTURABILITY: ("工艺性", "可制造性"),
        ChangeReason.DESIGN: ("设计",),
        ChangeReason.USE_UP_STOCK: ("消耗库存",),
        ChangeReason.SUPPLY: ("供应",),
        ChangeReason.COMPLIANCE: ("合规", "法规"),
    },
    ApprovalMode: {
        ApprovalMode.ANY: ("或签", "任一"),
        ApprovalMode.ALL: ("会签", "全部"),
        ApprovalMode.SERIAL: ("依次审批", "依次"),
    },
    Need: {
        Need.REQUIRED: ("必须", "必须同意", "必审"),
        Need.OPTIONAL: ("可选",),
        Need.COMMENT: ("只提意见", "意见", "知会"),
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
