"""The tables that can be imported and exported, in the order in which one needs the other."""

from collections.abc import Mapping

from pydantic import BaseModel

from bot.files.order_row import OrderRow
from bot.files.person_row import PersonRow
from bot.files.schema import Column, ImportTable
from core.catalogue import Customer, Product, ProductFamily, ProtectedCapacity, SpecField
from core.people import Department
from core.production import (
    WEEKDAYS,
    CalendarException,
    MaintenanceWindow,
    RoutingOperation,
    SetupMatrix,
    WorkCentre,
    WorkCentreCalendar,
)
from core.supply import BomLine, Item, PurchaseOrder, Stock, Substitute, Supplier


def _column(name: str, chinese: str, english: str, *also: str, to: str = "", absent: bool = False) -> Column:
    return Column(name, chinese, english, also, refers_to=to, may_be_absent=absent)


def _table(
    names: str, row_type: type[BaseModel], key: str, *columns: Column, unique: tuple[str, ...] = (), whole: bool = False
) -> ImportTable:
    name, chinese, english, *also = names.split("/")
    return ImportTable(name, chinese, english, tuple(also), row_type, tuple(key.split()), columns, unique, whole)


_ENGLISH = _column("english_name", "英文名称", "English name", "英文名", "英文")
_ITEM_CODES = ("料号", "品号", "物料代码", "物料号", "item", "item code")
_DAYS = zip(WEEKDAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True)

_DECLARED = (
    _table(
        "department/部门/Departments/departments", Department, "key",
        _column("key", "部门代码", "Department key", "部门编码"),
        _column("name", "部门名称", "Department", "部门"),
        _ENGLISH,
        _column("lead", "负责人", "Lead", "部门负责人", to="person"),
        _column("chats", "群聊", "Chats", "群"),
    ),
    _table(
        "person/人员/People/people/员工/通讯录", PersonRow, "key",
        _column("key", "人员代码", "Person key", "工号", "账号"),
        _column("name", "姓名", "Name", "人员姓名"),
        _ENGLISH,
        _column("department", "部门", "Department", "部门代码", "所属部门", to="department"),
        _column("roles", "角色", "Roles"),
        _column("is_active", "在职", "Active", "启用"),
        _column("feishu", "飞书账号", "Feishu id", "飞书", "open_id"),
        _column("wecom", "企业微信账号", "WeCom id", "企业微信", "userid"),
        _column("prefers", "首选平台", "Preferred platform", "首选"),
        unique=("feishu", "wecom"),
    ),
    _table(
        "customer/客户/Customers/customers", Customer, "code",
        _column("code", "客户编码", "Customer code", "客户代码", "客户编号"),
        _column("name", "客户名称", "Customer", "客户"),
        _ENGLISH,
        _column("customer_class", "客户等级", "Class", "等级"),
        _column("ship_complete", "齐发", "Ship complete", "须齐发", absent=True),
        _column("allow_split", "可分批", "Split allowed", "允许分批", absent=True),
        _column("min_ship_qty", "最小分批数量", "Least part", "分批最小数量", absent=True),
        _column("aliases", "别名", "Aliases", "简称"),
    ),
    _table(
        "product_family/产品族/Product families/product_families/产品系列", ProductFamily, "key",
        _column("key", "产品族代码", "Family key", "系列代码"),
        _column("name", "产品族名称", "Family", "产品族", "系列名称"),
        _ENGLISH,
        _column("design_minutes", "定制设计工时(分钟)", "Design minutes", "设计工时"),
    ),
    _table(
        "spec_field/规格字段/Spec fields/spec_fields/规格", SpecField, "family key",
        _column("family", "产品族代码", "Family key", "产品族", to="product_family"),
        _column("key", "字段代码", "Field key"),
        _column("label", "字段名称", "Label", "字段"),
        _column("english_label", "英文名称", "English label"),
        _column("kind", "填写方式", "Kind"),
        _column("options", "选项", "Options"),
        _column("unit", "单位", "Unit"),
        _column("minimum", "最小值", "Minimum"),
        _column("maximum", "最大值", "Maximum"),
        _column("is_mandatory", "必填", "Mandatory"),
        _column("allow_custom", "可定制", "Custom allowed"),
        _column("position", "顺序", "Position"),
    ),
    _table(
        "product/产品/Products/products/成品", Product, "code",
        _column("code", "产品编码", "Product code", "产品代码", "产品型号", "型号"),
        _column("name", "产品名称", "Product", "产品"),
        _ENGLISH,
        _column("family", "产品族代码", "Family key", "产品族", to="product_family"),
        _column("aliases", "别名", "Aliases", "俗称"),
        _column("uom", "单位", "Unit"),
        _column("default_spec", "默认规格", "Default spec"),
        _column("list_price", "标准售价", "List price", "售价"),
        _column("is_active", "启用", "Active", "在售"),
    ),
    _table(
        "supplier/供应商/Suppliers/suppliers", Supplier, "code",
        _column("code", "供应商编码", "Supplier code", "供应商代码"),
        _column("name", "供应商名称", "Supplier", "供应商"),
        _ENGLISH,
        _column("contact", "联系方式", "Contact", "联系人"),
    ),
    _table(
        "item/物料/Items/items/物料主数据", Item, "item_code",
        _column("item_code", "物料编码", "Item code", *_ITEM_CODES),
        _column("name", "物料名称", "Item name", "品名", "名称"),
        _ENGLISH,
        _column("kind", "来源", "Kind", "物料属性", "物料类型", "属性"),
        _column("uom", "单位", "Unit", "计量单位", "uom"),
        _column("unit_cost", "单位成本", "Unit cost", "单价", "标准成本", "成本"),
        _column("qty_step", "最小数量", "Quantity step"),
        _column("lot_size", "分批量", "Lot size", "分批数量", "转移批量"),
        _column("purchase_lead_time_days", "采购提前期(天)", "Lead time days", "提前期", "采购周期"),
        _column("expedite_days", "加急可缩短(天)", "Expedite days"),
        _column("expedite_cost", "加急费用", "Expedite cost"),
        _column("supplier", "供应商编码", "Supplier code", "供应商", to="supplier"),
        _column("buyer", "采购员", "Buyer"),
        _column("revision", "版本", "Revision"),
    ),
    _table(
        "bom_line/物料清单/BOM/bom/BOM表/产品结构", BomLine, "parent component revision",
        _column("parent", "父件编码", "Parent", "父项编码", "母件", "母件编码", "父件", "成品编码", to="item"),
        _column("component", "子件编码", "Component", "子项编码", "子件", "组件", "物料编码", to="item"),
        _column("revision", "版本", "Revision"),
        _column("qty_per", "单位用量", "Quantity per", "用量", "数量"),
        _column("scrap_rate", "损耗率", "Scrap rate"),
        _column("at_seq", "使用工序号", "At operation", "工序号"),
    ),
    _table(
        "substitute/替代料/Substitutes/substitutes", Substitute, "item substitute",
        _column("item", "物料编码", "Item code", *_ITEM_CODES, to="item"),
        _column("substitute", "替代物料", "Substitute", "替代料", "替代编码", to="item"),
        _column("is_approved", "已批准", "Approved"),
    ),
    _table(
        "purchase_order/采购单/Purchase orders/purchase_orders/采购订单/在途", PurchaseOrder, "po_no",
        _column("po_no", "采购单号", "PO number", "采购订单号"),
        _column("item", "物料编码", "Item code", *_ITEM_CODES, to="item"),
        _column("supplier", "供应商编码", "Supplier code", "供应商", to="supplier"),
        _column("qty", "采购数量", "Quantity", "数量"),
        _column("received_qty", "已收数量", "Received", "已到数量"),
        _column("eta", "预计到货日期", "ETA", "到货日期", "预计到货"),
        _column("status", "状态", "Status"),
    ),
    # After the purchase orders: who waited for goods has them before what lies on the shelf is given to others.
    _table(
        "stock/库存/Stock/stock/现有量", Stock, "item",
        _column("item", "物料编码", "Item code", *_ITEM_CODES, to="item"),
        _column("on_hand_qty", "现有量", "On hand", "库存", "库存数量", "可用库存", "数量"),
        _column("as_of", "截至时间", "As of", "盘点时间", absent=True),
    ),
    _table(
        "work_centre_calendar/班次日历/Calendars/calendars/日历/班次", WorkCentreCalendar, "key",
        _column("key", "日历代码", "Calendar key", "日历编码"),
        _column("name", "日历名称", "Calendar", "班次名称"),
        _ENGLISH,
        *(_column(day, chinese, day.capitalize()) for day, chinese in _DAYS),
        _column("is_closed_on_holidays", "节假日休息", "Closed on holidays"),
    ),
    _table(
        "calendar_exception/日历例外/Calendar exceptions/calendar_exceptions/例外/调休", CalendarException,
        "calendar on_date",
        _column("calendar", "日历代码", "Calendar key", "日历", to="work_centre_calendar"),
        _column("on_date", "日期", "Day"),
        _column("kind", "例外类型", "Kind", "类型"),
        _column("windows", "工作时段", "Hours", "时段"),
        _column("reason", "原因", "Reason", "说明"),
    ),
    _table(
        "work_centre/工作中心/Work centres/work_centres/设备", WorkCentre, "code",
        _column("code", "工作中心编码", "Work centre code", "设备编号", "工作中心代码"),
        _column("name", "工作中心名称", "Work centre", "设备名称", "工作中心"),
        _ENGLISH,
        _column("group", "分组", "Group", "设备组"),
        _column("capacity", "并行数", "Capacity"),
        _column("cost_per_hour", "小时费率", "Cost per hour", "工时费率"),
        _column("overtime_rate", "加班倍率", "Overtime rate"),
        _column("calendar", "日历代码", "Calendar key", "日历", to="work_centre_calendar"),
        _column("overtime_calendar", "加班日历", "Overtime calendar", to="work_centre_calendar"),
        _column("is_unattended", "无人值守", "Unattended"),
        _column("is_subcontracted", "外协", "Subcontracted", "是否外协"),
        _column("skills", "技能", "Skills", "班组技能", "人员技能"),
    ),
    _table(
        "maintenance_window/检修窗口/Maintenance/maintenance/检修/停机计划", MaintenanceWindow, "code",
        _column("code", "检修编号", "Maintenance code", "编号"),
        _column("work_centre", "工作中心编码", "Work centre code", "工作中心", "设备编号", to="work_centre"),
        _column("kind", "停机类型", "Kind", "类型"),
        _column("start_at", "开始时间", "Start"),
        _column("end_at", "结束时间", "End"),
        _column("repeat_weeks", "重复周数", "Repeat weeks"),
        _column("reason", "原因", "Reason", "说明"),
    ),
    _table(
        "routing_operation/工艺路线/Routings/routings/工序", RoutingOperation, "item seq",
        _column("item", "物料编码", "Item code", *_ITEM_CODES, "产品编码"),
        _column("seq", "工序号", "Sequence", "顺序", "序号"),
        _column("code", "工序代码", "Operation code", "工序编码"),
        _column("name", "工序名称", "Operation", "工序"),
        _ENGLISH,
        _column("setup_minutes", "准备时间(分钟)", "Setup minutes", "换型时间", "准备时间"),
        _column("minutes_per_unit", "单件时间(分钟)", "Minutes per unit", "单件工时", "标准工时"),
        _column("batch_size", "批量", "Batch size"),
        _column("batch_minutes", "每批时间(分钟)", "Batch minutes"),
        _column("alternatives", "工作中心", "Work centres", "可选设备", to="work_centre"),
        _column("setup_family", "换型族", "Setup family"),
        _column("yield_percent", "良率(%)", "Yield percent", "良率", "合格率", "合格率(%)", "直通率", "Yield"),
        _column("skill", "所需技能", "Skill", "技能", "技能要求"),
    ),
    _table(
        "setup_matrix/换型矩阵/Setup matrix/setup/换型", SetupMatrix, "group from_family to_family",
        _column("group", "分组", "Group", "设备组"),
        _column("from_family", "换型前", "From"),
        _column("to_family", "换型后", "To"),
        _column("minutes", "换型时间(分钟)", "Minutes", "换型时间"),
    ),
    _table(
        "protected_capacity/产能保留/Protected capacity/protected_capacity/预留产能", ProtectedCapacity,
        "customer_class group",
        _column("customer_class", "客户等级", "Class", "等级"),
        _column("group", "分组", "Group", "设备组"),
        _column("share_percent", "保留比例(%)", "Share percent", "保留比例", "比例"),
        _column("release_days", "提前释放(天)", "Release days", "释放天数"),
    ),
    _table(
        "order/客户订单/Orders/orders/订单/未结订单", OrderRow, "order_no line_no",
        _column("order_no", "订单号", "Order number", "客户订单号", "订单编号"),
        _column("line_no", "行号", "Line"),
        _column("customer", "客户编码", "Customer code", "客户", "客户代码", to="customer"),
        _column("product", "产品编码", "Product code", "产品", "产品代码", "产品型号", to="product"),
        _column("quantity", "数量", "Quantity", "订单数量"),
        _column("requested_date", "客户要求日期", "Requested date", "要求交期", "需求日期"),
        _column("first_promise_date", "首次承诺日期", "First promise"),
        _column("promise_date", "承诺日期", "Promise", "承诺交期"),
        _column("actual_ship_date", "实际发货日期", "Shipped on", "发货日期"),
        _column("status", "状态", "Status", "订单状态"),
        _column("percent", "生产进度", "Percent", "进度"),
        _column("owner", "销售员", "Sales", "业务员", to="person"),
        _column("acknowledged", "已回执部门", "Acknowledged by", to="department"),
        _column("spec", "规格", "Spec"),
        _column("requirement", "定制要求", "Requirement", "备注"),
        _column("placed_at", "下单时间", "Placed at", "下单日期", "创建时间"),
        _column("held_until", "保留至", "Held until"),
        _column("design_due_date", "图纸应完成日期", "Design due"),
        _column("is_design_released", "图纸已发放", "Design released"),
        _column("on_hold_reason", "暂停原因", "On hold because"),
        whole=True,
    ),
)  # fmt: skip

TABLES: Mapping[str, ImportTable] = {table.name: table for table in _DECLARED}
"""Every importable table by its name in the database, those referred to before those that refer."""
