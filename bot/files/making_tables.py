"""The tables about what can be made."""

from bot.files.declaring import column as _column
from bot.files.declaring import table as _table
from core.manufacturability import DfmAttribute, DfmRule, WorkCentreCapability

MAKING_TABLES = (
    _table(
        "dfm_attribute/工艺参数/DFM attributes/dfm_attributes/参数", DfmAttribute, "key",
        _column("key", "参数代码", "Attribute key", "参数编码"),
        _column("label", "参数名称", "Label", "参数"),
        _column("english_label", "英文名称", "English label"),
        _column("kind", "填写方式", "Kind"),
        _column("unit", "单位", "Unit"),
        _column("aliases", "别名", "Aliases", "俗称"),
        _column("options", "选项", "Options"),
        _column("position", "顺序", "Position"),
    ),
    _table(
        "dfm_rule/工艺规则/DFM rules/dfm_rules/可制造性规则", DfmRule, "rule_id",
        _column("rule_id", "规则编号", "Rule id", "规则号"),
        _column("family", "产品族代码", "Family key", "产品族", to="product_family"),
        _column("process", "工艺分组", "Process", "工艺", "设备组"),
        _column("conditions", "适用条件", "Conditions", "条件"),
        _column("attribute", "参数代码", "Attribute key", "参数", to="dfm_attribute"),
        _column("operator", "比较", "Operator", "比较方式"),
        _column("limit", "限值", "Limit", "极限"),
        _column("unit", "单位", "Unit"),
        _column("severity", "级别", "Severity", "严重程度"),
        _column("hint", "修改提示", "Hint", "提示"),
        _column("english_hint", "英文提示", "English hint"),
        _column("rework_work_minutes", "返工工时(分钟)", "Rework minutes", "返工工时"),
        _column("is_active", "启用", "Active"),
    ),
    _table(
        "work_centre_capability/设备能力/Capabilities/work_centre_capabilities/加工能力", WorkCentreCapability,
        "process work_centre attribute",
        _column("process", "工艺分组", "Process", "工艺", "设备组"),
        _column("work_centre", "工作中心编码", "Work centre code", "工作中心", "设备编号", to="work_centre"),
        _column("attribute", "参数代码", "Attribute key", "参数", to="dfm_attribute"),
        _column("minimum", "最小值", "Minimum"),
        _column("maximum", "最大值", "Maximum"),
        _column("unit", "单位", "Unit"),
    ),
)  # fmt: skip
"""In the order in which one needs the other; after products and work centres."""
