"""The names of the sample factory, as the grammar sees them."""

from decimal import Decimal

from bot.grammar.lexicon import Lexicon
from core.catalogue import Customer, Product, ProductFamily, SpecField, SpecKind, SpecOption
from core.production import WorkCentre


def _choice(key: str, label: str, english: str, *options: tuple[str, ...], unit: str = "") -> SpecField:
    offered = [SpecOption(value=value, english=word, synonyms=tuple(more)) for value, word, *more in options]
    return SpecField(
        family="any", key=key, label=label, english_label=english, kind=SpecKind.CHOICE, options=offered, unit=unit
    )


COLOURS = (("白色", "white", "象牙白", "白"), ("灰色", "grey", "gray", "深空灰"), ("黑色", "black"))

FAMILIES = [
    ProductFamily(key="thermostat", name="智能温控面板", english_name="smart thermostat", fields=[
        _choice("voltage", "供电", "voltage", ("220V", ""), ("24V", ""), unit="V"),
        _choice("protocol", "通信", "protocol", ("Wi-Fi", "", "无线"), ("Zigbee", ""), ("RS485", "", "485总线")),
        _choice("panel_colour", "面板颜色", "panel colour", *COLOURS),
        _choice("screen_inch", "屏幕尺寸", "screen size", ("3.5", ""), ("4", ""), unit="寸"),
    ]),
    ProductFamily(key="lock", name="智能门锁", english_name="smart lock", fields=[
        _choice("lock_body", "锁体", "lock body", ("6068", "", "6068锁体"), ("5085", "", "5085锁体")),
        _choice("finish", "表面处理", "finish",
                ("古铜", "bronze"), ("哑光黑", "matt black", "磨砂黑"), ("亮银", "silver")),
        _choice("unlock", "开锁方式", "unlocking", ("指纹", "fingerprint"), ("密码", "code"), ("刷卡", "card")),
    ]),
    ProductFamily(key="curtain", name="窗帘电机", english_name="curtain motor", fields=[
        SpecField(family="any", key="track_length_m", label="轨道长度", english_label="track length",
                  kind=SpecKind.NUMBER, unit="米", minimum=Decimal(1), maximum=Decimal(12)),
        _choice("power", "供电", "power", ("220V", ""), ("锂电池", "battery", "锂电")),
    ]),
    ProductFamily(key="switch", name="智能开关", english_name="smart switch", fields=[
        _choice("gangs", "位数", "gangs", ("1", ""), ("2", ""), ("3", ""), ("4", ""), unit="位"),
        _choice("panel_colour", "面板颜色", "panel colour", *COLOURS),
    ]),
]  # fmt: skip

PRODUCTS = [
    Product(code=code, name=name, english_name=english, family=family, aliases=list(aliases))
    for code, name, english, family, *aliases in (
        ("SW-300", "Wi-Fi 智能温控面板", "Wi-Fi thermostat", "thermostat", "温控器", "温控面板"),
        ("SW-500", "Zigbee 智能温控面板", "Zigbee thermostat", "thermostat", "高端温控"),
        ("DL-20", "智能门锁标准款", "door lock", "lock", "门锁"),
        ("DL-50", "智能指纹锁", "fingerprint lock", "lock", "指纹锁"),
        ("CM-10", "静音窗帘电机", "curtain motor", "curtain", "窗帘"),
        ("KP-3", "智能开关面板", "wall switch", "switch", "开关"),
    )
]

CUSTOMERS = [
    Customer(code=code, name=name, aliases=list(aliases))
    for code, name, *aliases in (
        ("HENGYUAN", "恒远地产", "恒远"),
        ("LVWAN", "绿湾物业", "绿湾"),
        ("YUNQI", "云栖酒店集团", "云栖"),
        ("XINGHE", "星河公寓", "星河"),
        ("QIMING", "启明装饰", "启明"),
        ("NORDLYS", "Nordlys Homes", "Nordlys"),
    )
]

MACHINES = [
    WorkCentre(code=code, name=name, english_name=english, group=code[:3], calendar="day")
    for code, name, english in (
        ("CNC-1", "加工中心 1", "CNC machine 1"),
        ("CNC-2", "加工中心 2", "CNC machine 2"),
        ("CNC-3", "加工中心 3", "CNC machine 3"),
        ("SMT-1", "贴片线 1", "SMT line 1"),
        ("SMT-2", "贴片线 2", "SMT line 2"),
        ("PACK-1", "包装线", "Packing line"),
        ("WX-COAT", "外协喷涂（宏达）", "Outside coating"),
    )
]

LEXICON = Lexicon.of(PRODUCTS, CUSTOMERS, FAMILIES, MACHINES)
