{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 5,
			"revision": 5,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [
			40,
			80,
			2400,
			1320
		],
		"bglocked": 0,
		"openinpresentation": 1,
		"default_fontsize": 12.0,
		"default_fontface": 0,
		"default_fontname": "Arial",
		"gridonopen": 1,
		"gridsize": [
			15.0,
			15.0
		],
		"gridsnaponopen": 1,
		"objectsnaponopen": 1,
		"statusbarvisible": 2,
		"toolbarvisible": 1,
		"lefttoolbarpinned": 0,
		"toptoolbarpinned": 0,
		"righttoolbarpinned": 0,
		"bottomtoolbarpinned": 0,
		"toolbars_unpinned_last_save": 0,
		"tallnewobj": 0,
		"boxanimatetime": 200,
		"enablehscroll": 1,
		"enablevscroll": 1,
		"devicewidth": 0.0,
		"description": "",
		"digest": "",
		"tags": "",
		"style": "",
		"subpatcher_template": "",
		"assistshowspatchername": 0,
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20,
						10,
						330,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						8,
						330,
						20
					],
					"text": "oscbridge: start the daemon first (oscbridge run)"
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20,
						1280,
						166,
						22
					],
					"outlettype": [],
					"text": "udpsend 127.0.0.1 9010"
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20,
						40,
						128,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						34,
						128,
						20
					],
					"text": "answers come to port"
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						20,
						70,
						103,
						22
					],
					"outlettype": [
						""
					],
					"text": "loadmess 9011"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "number",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						20,
						100,
						60,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						142,
						33,
						60,
						22
					],
					"outlettype": [
						"",
						""
					],
					"minimum": 1,
					"maximum": 65535
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [
						20,
						130,
						61,
						22
					],
					"outlettype": [
						"",
						"",
						""
					],
					"text": "t b i i"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						210,
						160,
						96,
						22
					],
					"outlettype": [
						""
					],
					"text": "prepend port"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						210,
						190,
						180,
						22
					],
					"outlettype": [
						""
					],
					"text": "udpreceive 9011 @defer 1"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						160,
						166,
						22
					],
					"outlettype": [
						""
					],
					"text": "qmetro 20000 @active 1"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						190,
						54,
						22
					],
					"outlettype": [
						""
					],
					"text": "i 9011"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						20,
						220,
						208,
						22
					],
					"outlettype": [
						""
					],
					"text": "prepend /oscbridge/subscribe"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						700,
						700,
						306,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "node.script oscbridge-node.js @autostart 1"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						400,
						10,
						60,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						62,
						60,
						20
					],
					"text": "camera"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "toggle",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						400,
						40,
						22,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						70,
						60,
						22,
						22
					],
					"outlettype": [
						"int"
					]
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						400,
						70,
						47,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "t i i"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"patching_rect": [
						520,
						70,
						61,
						22
					],
					"outlettype": [
						"",
						"",
						""
					],
					"text": "sel 1 0"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						520,
						100,
						40,
						22
					],
					"text": "open",
					"outlettype": [
						""
					]
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						580,
						100,
						47,
						22
					],
					"text": "close",
					"outlettype": [
						""
					]
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						400,
						100,
						82,
						22
					],
					"outlettype": [
						""
					],
					"text": "qmetro 100"
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						660,
						10,
						52,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						98,
						62,
						52,
						20
					],
					"text": "number"
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "number",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						660,
						40,
						40,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						152,
						60,
						40,
						22
					],
					"outlettype": [
						"",
						""
					],
					"minimum": 0,
					"maximum": 16
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						660,
						70,
						82,
						22
					],
					"text": "vdevice $1",
					"outlettype": [
						""
					]
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						760,
						10,
						62,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						198,
						62,
						62,
						20
					],
					"text": "every ms"
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "number",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						760,
						40,
						50,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						262,
						60,
						50,
						22
					],
					"outlettype": [
						"",
						""
					],
					"minimum": 33,
					"maximum": 10000
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						400,
						130,
						40,
						22
					],
					"text": "bang",
					"outlettype": [
						""
					]
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						400,
						160,
						124,
						22
					],
					"outlettype": [
						"matrix / texture",
						"matrix / texture"
					],
					"text": "jit.grab 640 480"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [
						400,
						190,
						61,
						22
					],
					"outlettype": [
						"",
						"",
						""
					],
					"text": "t b l l"
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "jit.pwindow",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						520,
						220,
						160,
						120
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						90,
						320,
						240
					],
					"outlettype": [
						"",
						""
					]
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						400,
						360,
						243,
						22
					],
					"outlettype": [
						"matrix",
						"matrix"
					],
					"text": "jit.matrix 4 char 640 480 @thru 0"
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "newobj",
					"numinlets": 5,
					"numoutlets": 4,
					"patching_rect": [
						400,
						400,
						89,
						22
					],
					"outlettype": [
						"",
						"",
						"",
						""
					],
					"text": "counter 0 3"
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						400,
						430,
						47,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "t b i"
				}
			},
			{
				"box": {
					"id": "obj-32",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						400,
						480,
						54,
						22
					],
					"outlettype": [
						"list",
						"inactive"
					],
					"text": "zl.reg"
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						400,
						510,
						299,
						22
					],
					"outlettype": [
						""
					],
					"text": "sprintf symout %s/oscbridge-frame-%ld.jpg"
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						740,
						400,
						56,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						276,
						336,
						56,
						20
					],
					"text": "folder …"
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "button",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						700,
						400,
						22,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						250,
						336,
						22,
						22
					],
					"outlettype": [
						"bang"
					]
				}
			},
			{
				"box": {
					"id": "obj-36",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						700,
						430,
						117,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "opendialog fold"
				}
			},
			{
				"box": {
					"id": "obj-37",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						700,
						460,
						173,
						22
					],
					"outlettype": [
						"symbol",
						"int"
					],
					"text": "conformpath native boot"
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						860,
						740,
						96,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "route folder"
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"patching_rect": [
						400,
						560,
						47,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "t l l"
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						520,
						590,
						145,
						22
					],
					"text": "exportimage $1 jpeg",
					"outlettype": [
						""
					]
				}
			},
			{
				"box": {
					"id": "obj-41",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						860,
						10,
						50,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						336,
						50,
						20
					],
					"text": "sent as"
				}
			},
			{
				"box": {
					"id": "obj-42",
					"maxclass": "umenu",
					"numinlets": 1,
					"numoutlets": 3,
					"patching_rect": [
						860,
						40,
						180,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						62,
						336,
						180,
						22
					],
					"outlettype": [
						"",
						"",
						""
					],
					"items": [
						"path",
						",",
						"blob"
					]
				}
			},
			{
				"box": {
					"id": "obj-43",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						860,
						70,
						33,
						22
					],
					"outlettype": [
						""
					],
					"text": "+ 1"
				}
			},
			{
				"box": {
					"id": "obj-44",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						400,
						620,
						68,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "gate 2 1"
				}
			},
			{
				"box": {
					"id": "obj-45",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						400,
						660,
						173,
						22
					],
					"outlettype": [
						""
					],
					"text": "prepend /oscbridge/file"
				}
			},
			{
				"box": {
					"id": "obj-46",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						600,
						660,
						138,
						22
					],
					"outlettype": [
						""
					],
					"text": "prepend frame-once"
				}
			},
			{
				"box": {
					"id": "obj-47",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20,
						270,
						70,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						366,
						70,
						20
					],
					"text": "last error"
				}
			},
			{
				"box": {
					"id": "obj-48",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						20,
						300,
						166,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "route /oscbridge/error"
				}
			},
			{
				"box": {
					"id": "obj-49",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						20,
						330,
						89,
						22
					],
					"outlettype": [
						""
					],
					"text": "prepend set"
				}
			},
			{
				"box": {
					"id": "obj-50",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						390,
						320,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						388,
						320,
						22
					],
					"text": "",
					"outlettype": [
						""
					]
				}
			},
			{
				"box": {
					"id": "obj-51",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20,
						420,
						165,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						420,
						165,
						20
					],
					"text": "by hand: → pleasant, ↑ excited"
				}
			},
			{
				"box": {
					"id": "obj-52",
					"maxclass": "pictslider",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						20,
						450,
						120,
						120
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						444,
						155,
						155
					],
					"outlettype": [
						"int",
						"int"
					],
					"leftvalue": -100,
					"rightvalue": 100,
					"bottomvalue": -100,
					"topvalue": 100
				}
			},
			{
				"box": {
					"id": "obj-53",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						590,
						54,
						22
					],
					"outlettype": [
						""
					],
					"text": "/ 100."
				}
			},
			{
				"box": {
					"id": "obj-54",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						100,
						590,
						54,
						22
					],
					"outlettype": [
						""
					],
					"text": "/ 100."
				}
			},
			{
				"box": {
					"id": "obj-55",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						620,
						75,
						22
					],
					"outlettype": [
						""
					],
					"text": "pak 0. 0."
				}
			},
			{
				"box": {
					"id": "obj-56",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"patching_rect": [
						20,
						650,
						89,
						22
					],
					"outlettype": [
						""
					],
					"text": "speedlim 30"
				}
			},
			{
				"box": {
					"id": "obj-57",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						20,
						680,
						215,
						22
					],
					"outlettype": [
						""
					],
					"text": "prepend /oscbridge/affect/set"
				}
			},
			{
				"box": {
					"id": "obj-58",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200,
						580,
						100,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						178,
						420,
						100,
						20
					],
					"text": "what is felt"
				}
			},
			{
				"box": {
					"id": "obj-59",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						200,
						300,
						145,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "route /oscbridge/va"
				}
			},
			{
				"box": {
					"id": "obj-60",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						200,
						330,
						124,
						22
					],
					"outlettype": [
						""
					],
					"text": "vexpr $f1 * 100."
				}
			},
			{
				"box": {
					"id": "obj-61",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"patching_rect": [
						200,
						360,
						89,
						22
					],
					"outlettype": [
						""
					],
					"text": "prepend set"
				}
			},
			{
				"box": {
					"id": "obj-62",
					"maxclass": "pictslider",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						200,
						450,
						120,
						120
					],
					"presentation": 1,
					"presentation_rect": [
						175,
						444,
						155,
						155
					],
					"outlettype": [
						"int",
						"int"
					],
					"ignoreclick": 1,
					"leftvalue": -100,
					"rightvalue": 100,
					"bottomvalue": -100,
					"topvalue": 100
				}
			},
			{
				"box": {
					"id": "obj-63",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [
						20,
						964,
						250,
						160
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1200,
							480
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										242,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										242,
										20
									],
									"text": "Questions"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										440,
										54,
										22
									],
									"outlettype": []
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										238,
										22
									],
									"text": "/oscbridge/ping",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										310,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										238,
										22
									],
									"text": "/oscbridge/version",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										600,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										78,
										238,
										22
									],
									"text": "/oscbridge/status",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										890,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										104,
										238,
										22
									],
									"text": "/oscbridge/ready",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										270,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										130,
										238,
										22
									],
									"text": "/oscbridge/felt",
									"outlettype": [
										""
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						360,
						8,
						250,
						160
					],
					"embed": 1,
					"outlettype": [
						""
					],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-64",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [
						280,
						964,
						250,
						82
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1200,
							290
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										242,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										242,
										20
									],
									"text": "More"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										250,
										54,
										22
									],
									"outlettype": []
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										238,
										22
									],
									"text": "/oscbridge/reload",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										138,
										20
									],
									"text": "confirm"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										180,
										194,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/confirm"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "textedit",
									"numinlets": 1,
									"numoutlets": 4,
									"patching_rect": [
										310,
										70,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										52,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"keymode": 1,
									"outputmode": 1,
									"lines": 1,
									"text": "name"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"patching_rect": [
										310,
										110,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "route text"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-7",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-5",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						620,
						8,
						250,
						82
					],
					"embed": 1,
					"outlettype": [
						""
					],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-65",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [
						800,
						964,
						250,
						186
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1200,
							480
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										242,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										242,
										20
									],
									"text": "Pictures"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										440,
										54,
										22
									],
									"outlettype": []
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										138,
										20
									],
									"text": "file"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										180,
										173,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/file"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "button",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										70,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										26,
										22,
										22
									],
									"outlettype": [
										"bang"
									]
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										20,
										100,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "opendialog"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										20,
										130,
										173,
										22
									],
									"outlettype": [
										"symbol",
										"int"
									],
									"text": "conformpath native boot"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										138,
										20
									],
									"text": "camera"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										180,
										187,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/camera"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										70,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										52,
										22,
										22
									],
									"outlettype": [
										"int"
									]
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										78,
										138,
										20
									],
									"text": "follow"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										180,
										187,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/follow"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "textedit",
									"numinlets": 1,
									"numoutlets": 4,
									"patching_rect": [
										600,
										70,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										78,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"keymode": 1,
									"outputmode": 0,
									"lines": 1,
									"text": "largest"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"patching_rect": [
										600,
										110,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "route text"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										890,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										104,
										138,
										20
									],
									"text": "faces/all"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										180,
										208,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/faces/all"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										70,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										104,
										22,
										22
									],
									"outlettype": [
										"int"
									]
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										130,
										138,
										20
									],
									"text": "reader"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										370,
										187,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/reader"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "textedit",
									"numinlets": 1,
									"numoutlets": 4,
									"patching_rect": [
										20,
										260,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										130,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"keymode": 1,
									"outputmode": 1,
									"lines": 1,
									"text": "emotion"
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"patching_rect": [
										20,
										300,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "route text"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										156,
										138,
										20
									],
									"text": "reader/melancholy"
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										370,
										264,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/reader/melancholy"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										260,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										156,
										22,
										22
									],
									"outlettype": [
										"int"
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-6",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-7",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-9",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-14",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-12",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-16",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										0
									],
									"destination": [
										"obj-21",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										0
									],
									"destination": [
										"obj-23",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						880,
						8,
						250,
						186
					],
					"embed": 1,
					"outlettype": [
						""
					],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-66",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [
						1060,
						964,
						250,
						238
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1200,
							480
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										242,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										242,
										20
									],
									"text": "Emotion"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										440,
										54,
										22
									],
									"outlettype": []
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										238,
										22
									],
									"text": "/oscbridge/affect/release",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										138,
										20
									],
									"text": "affect/freeze"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										180,
										236,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/affect/freeze"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										70,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										52,
										22,
										22
									],
									"outlettype": [
										"int"
									]
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										78,
										138,
										20
									],
									"text": "smoothing"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										180,
										208,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/smoothing"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										600,
										70,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										78,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0.0,
									"maximum": 60.0
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										890,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										104,
										138,
										20
									],
									"text": "felt/hold"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										180,
										208,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/felt/hold"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										890,
										70,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										104,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0.0,
									"maximum": 3600.0
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										130,
										138,
										20
									],
									"text": "felt/fade"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										370,
										208,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/felt/fade"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										20,
										260,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										130,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0.0,
									"maximum": 3600.0
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										156,
										138,
										20
									],
									"text": "felt/steady"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										370,
										222,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/felt/steady"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										310,
										260,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										156,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0.0,
									"maximum": 1.0
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										182,
										138,
										20
									],
									"text": "felt/uncertain"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										370,
										243,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/felt/uncertain"
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										600,
										260,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										182,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0.0,
									"maximum": 1.0
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										890,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										208,
										138,
										20
									],
									"text": "felt/sources"
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										370,
										229,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/felt/sources"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "umenu",
									"numinlets": 1,
									"numoutlets": 3,
									"patching_rect": [
										890,
										260,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										208,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										""
									],
									"items": [
										"lead",
										",",
										"mean"
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-5",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-11",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-14",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-18",
										0
									],
									"destination": [
										"obj-17",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-20",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										1
									],
									"destination": [
										"obj-23",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						620,
						100,
						250,
						238
					],
					"embed": 1,
					"outlettype": [
						""
					],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-67",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [
						1320,
						964,
						250,
						342
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1200,
							670
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										242,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										242,
										20
									],
									"text": "Music"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										630,
										54,
										22
									],
									"outlettype": []
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										238,
										22
									],
									"text": "/oscbridge/phrase",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										310,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										238,
										22
									],
									"text": "/oscbridge/play",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										600,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										78,
										238,
										22
									],
									"text": "/oscbridge/stop",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										890,
										80,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										104,
										238,
										22
									],
									"text": "/oscbridge/panic",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										130,
										138,
										20
									],
									"text": "engine"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										370,
										187,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/engine"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "textedit",
									"numinlets": 1,
									"numoutlets": 4,
									"patching_rect": [
										20,
										260,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										130,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"keymode": 1,
									"outputmode": 1,
									"lines": 1,
									"text": "duet"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"patching_rect": [
										20,
										300,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "route text"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										156,
										138,
										20
									],
									"text": "key"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										370,
										166,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/key"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "textedit",
									"numinlets": 1,
									"numoutlets": 4,
									"patching_rect": [
										310,
										260,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										156,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"keymode": 1,
									"outputmode": 1,
									"lines": 1,
									"text": "Am"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"patching_rect": [
										310,
										300,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "route text"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										182,
										138,
										20
									],
									"text": "range"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										370,
										180,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/range"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										600,
										330,
										75,
										22
									],
									"outlettype": [
										""
									],
									"text": "pak 48 84"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										260,
										117,
										22
									],
									"outlettype": [
										""
									],
									"text": "loadmess set 48"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "number",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										600,
										290,
										47,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										182,
										47,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0,
									"maximum": 115
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										735,
										260,
										117,
										22
									],
									"outlettype": [
										""
									],
									"text": "loadmess set 84"
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "number",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										735,
										290,
										47,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										193,
										182,
										47,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 12,
									"maximum": 127
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										890,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										208,
										138,
										20
									],
									"text": "density"
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										370,
										194,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/density"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										890,
										260,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										208,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0.25,
									"maximum": 4.0
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										420,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										234,
										138,
										20
									],
									"text": "temperature"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										560,
										222,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/temperature"
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										20,
										450,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										234,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0.25,
									"maximum": 4.0
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										420,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										260,
										138,
										20
									],
									"text": "record"
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										560,
										187,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/record"
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										450,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										260,
										22,
										22
									],
									"outlettype": [
										"int"
									]
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										420,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										286,
										138,
										20
									],
									"text": "seed"
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										560,
										173,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/seed"
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "number",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										600,
										450,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										286,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 0
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										890,
										420,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										312,
										138,
										20
									],
									"text": "mode"
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										560,
										173,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/mode"
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "umenu",
									"numinlets": 1,
									"numoutlets": 3,
									"patching_rect": [
										890,
										450,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										312,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										""
									],
									"items": [
										"continuous",
										",",
										"once",
										",",
										"onchange"
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-10",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-14",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-12",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-18",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-17",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										0
									],
									"destination": [
										"obj-21",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-17",
										1
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-16",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										0
									],
									"destination": [
										"obj-23",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-27",
										0
									],
									"destination": [
										"obj-26",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-26",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-30",
										0
									],
									"destination": [
										"obj-29",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-33",
										0
									],
									"destination": [
										"obj-32",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-32",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-36",
										1
									],
									"destination": [
										"obj-35",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-35",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						360,
						178,
						250,
						342
					],
					"embed": 1,
					"outlettype": [
						""
					],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-68",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [
						1580,
						964,
						250,
						160
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1200,
							480
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										242,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										242,
										20
									],
									"text": "Clock"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										440,
										54,
										22
									],
									"outlettype": []
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										138,
										20
									],
									"text": "tempo"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										180,
										180,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/tempo"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										20,
										70,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										26,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": 20.0,
									"maximum": 400.0
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										138,
										20
									],
									"text": "clock"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										180,
										180,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/clock"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "umenu",
									"numinlets": 1,
									"numoutlets": 3,
									"patching_rect": [
										310,
										70,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										52,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										""
									],
									"items": [
										"internal",
										",",
										"midi",
										",",
										"link",
										",",
										"ableton"
									]
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										78,
										138,
										20
									],
									"text": "clock/offset"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										180,
										229,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/clock/offset"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "flonum",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										600,
										70,
										70,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										78,
										70,
										22
									],
									"outlettype": [
										"",
										""
									],
									"minimum": -1000.0,
									"maximum": 1000.0
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										890,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										104,
										138,
										20
									],
									"text": "clock/out"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										180,
										208,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/clock/out"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										70,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										104,
										22,
										22
									],
									"outlettype": [
										"int"
									]
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										270,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										130,
										238,
										22
									],
									"text": "/oscbridge/downbeat",
									"outlettype": [
										""
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										1
									],
									"destination": [
										"obj-7",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-10",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-13",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						880,
						204,
						250,
						160
					],
					"embed": 1,
					"outlettype": [
						""
					],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-69",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 1,
					"patching_rect": [
						1840,
						964,
						250,
						212
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1200,
							480
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										242,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										242,
										20
									],
									"text": "Pieces"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										440,
										54,
										22
									],
									"outlettype": []
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										138,
										20
									],
									"text": "primer"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										180,
										187,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/primer"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "button",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										70,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										26,
										22,
										22
									],
									"outlettype": [
										"bang"
									]
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										20,
										100,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "opendialog"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										20,
										130,
										173,
										22
									],
									"outlettype": [
										"symbol",
										"int"
									],
									"text": "conformpath native boot"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										310,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										138,
										20
									],
									"text": "primer/bars"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										310,
										180,
										222,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/primer/bars"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "textedit",
									"numinlets": 1,
									"numoutlets": 4,
									"patching_rect": [
										310,
										70,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										52,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"keymode": 1,
									"outputmode": 1,
									"lines": 1,
									"text": "name"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"patching_rect": [
										310,
										110,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "route text"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										78,
										138,
										20
									],
									"text": "primer/voices"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										180,
										236,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/primer/voices"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "umenu",
									"numinlets": 1,
									"numoutlets": 3,
									"patching_rect": [
										600,
										70,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										78,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										""
									],
									"items": [
										"auto",
										",",
										"one",
										",",
										"many"
									]
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										890,
										40,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										104,
										138,
										20
									],
									"text": "primer/live"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										180,
										222,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/primer/live"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										890,
										70,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										104,
										22,
										22
									],
									"outlettype": [
										"int"
									]
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										130,
										138,
										20
									],
									"text": "primer/mode"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										370,
										222,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/primer/mode"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "umenu",
									"numinlets": 1,
									"numoutlets": 3,
									"patching_rect": [
										20,
										260,
										96,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										130,
										96,
										22
									],
									"outlettype": [
										"",
										"",
										""
									],
									"items": [
										"turns",
										",",
										"always"
									]
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										310,
										270,
										238,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										156,
										238,
										22
									],
									"text": "/oscbridge/primer/clear",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600,
										230,
										138,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										182,
										138,
										20
									],
									"text": "listen"
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										370,
										187,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend /oscbridge/listen"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "button",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										600,
										260,
										22,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										144,
										182,
										22,
										22
									],
									"outlettype": [
										"bang"
									]
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										600,
										290,
										82,
										22
									],
									"outlettype": [
										"",
										""
									],
									"text": "opendialog"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"patching_rect": [
										600,
										320,
										173,
										22
									],
									"outlettype": [
										"symbol",
										"int"
									],
									"text": "conformpath native boot"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-6",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-7",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-11",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-9",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										1
									],
									"destination": [
										"obj-13",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-16",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										1
									],
									"destination": [
										"obj-19",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										0
									],
									"destination": [
										"obj-25",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-26",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-26",
										0
									],
									"destination": [
										"obj-23",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-2",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						620,
						348,
						250,
						212
					],
					"embed": 1,
					"outlettype": [
						""
					],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-70",
					"maxclass": "bpatcher",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						1500,
						10,
						450,
						914
					],
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							40,
							80,
							1660,
							1270
						],
						"bglocked": 0,
						"openinpresentation": 1,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"lefttoolbarpinned": 0,
						"toptoolbarpinned": 0,
						"righttoolbarpinned": 0,
						"bottomtoolbarpinned": 0,
						"toolbars_unpinned_last_save": 0,
						"tallnewobj": 0,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"devicewidth": 0.0,
						"description": "",
						"digest": "",
						"tags": "",
						"style": "",
						"subpatcher_template": "",
						"assistshowspatchername": 0,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20,
										10,
										120,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										2,
										120,
										20
									],
									"text": "Answers"
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "inlet",
									"numinlets": 0,
									"numoutlets": 1,
									"patching_rect": [
										200,
										10,
										47,
										22
									],
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										50,
										537,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/pong /oscbridge/version /oscbridge/ready /oscbridge/status"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										90,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										90,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										26,
										110,
										20
									],
									"text": "pong"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										130,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										26,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										90,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										90,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										52,
										110,
										20
									],
									"text": "version"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										130,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										52,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										90,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										90,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										78,
										110,
										20
									],
									"text": "ready"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										130,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										78,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										90,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										90,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										104,
										110,
										20
									],
									"text": "status"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										130,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										104,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										180,
										628,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/reloaded /oscbridge/prove /oscbridge/subscribed /oscbridge/unsubscribed"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										220,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										220,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										130,
										110,
										20
									],
									"text": "reloaded"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										260,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										130,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										220,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										220,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										156,
										110,
										20
									],
									"text": "prove"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										260,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										156,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										220,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										220,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										182,
										110,
										20
									],
									"text": "subscribed"
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										260,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										182,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										220,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										220,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										208,
										110,
										20
									],
									"text": "unsubscribed"
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										260,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										208,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										310,
										516,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/emotion /oscbridge/va /oscbridge/scores /oscbridge/face"
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										350,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										350,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										234,
										110,
										20
									],
									"text": "emotion"
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										390,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										234,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										350,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										350,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										260,
										110,
										20
									],
									"text": "va"
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										390,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										260,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										350,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-37",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										350,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										286,
										110,
										20
									],
									"text": "scores"
								}
							},
							{
								"box": {
									"id": "obj-38",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										390,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										286,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-39",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										350,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-40",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										350,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										312,
										110,
										20
									],
									"text": "face"
								}
							},
							{
								"box": {
									"id": "obj-41",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										390,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										312,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-42",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										440,
										600,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/noface /oscbridge/faces /oscbridge/face/who /oscbridge/face/emotion"
								}
							},
							{
								"box": {
									"id": "obj-43",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										480,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-44",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										480,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										338,
										110,
										20
									],
									"text": "noface"
								}
							},
							{
								"box": {
									"id": "obj-45",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										520,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										338,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-46",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										480,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-47",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										480,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										364,
										110,
										20
									],
									"text": "faces"
								}
							},
							{
								"box": {
									"id": "obj-48",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										520,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										364,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-49",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										480,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-50",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										480,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										390,
										110,
										20
									],
									"text": "face/who"
								}
							},
							{
								"box": {
									"id": "obj-51",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										520,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										390,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-52",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										480,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-53",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										480,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										416,
										110,
										20
									],
									"text": "face/emotion"
								}
							},
							{
								"box": {
									"id": "obj-54",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										520,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										416,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-55",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										570,
										600,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/felt /oscbridge/melancholy /oscbridge/timing /oscbridge/phrase/info"
								}
							},
							{
								"box": {
									"id": "obj-56",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										610,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-57",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										610,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										442,
										110,
										20
									],
									"text": "felt"
								}
							},
							{
								"box": {
									"id": "obj-58",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										650,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										442,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-59",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										610,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-60",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										610,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										468,
										110,
										20
									],
									"text": "melancholy"
								}
							},
							{
								"box": {
									"id": "obj-61",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										650,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										468,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-62",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										610,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-63",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										610,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										494,
										110,
										20
									],
									"text": "timing"
								}
							},
							{
								"box": {
									"id": "obj-64",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										650,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										494,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-65",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										610,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-66",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										610,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										520,
										110,
										20
									],
									"text": "phrase/info"
								}
							},
							{
								"box": {
									"id": "obj-67",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										650,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										520,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-68",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										700,
										740,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/phrase/note /oscbridge/phrase/playing /oscbridge/primer/progress /oscbridge/primer/info"
								}
							},
							{
								"box": {
									"id": "obj-69",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										740,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-70",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										740,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										546,
										110,
										20
									],
									"text": "phrase/note"
								}
							},
							{
								"box": {
									"id": "obj-71",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										780,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										546,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-72",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										740,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-73",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										740,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										572,
										110,
										20
									],
									"text": "phrase/playing"
								}
							},
							{
								"box": {
									"id": "obj-74",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										780,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										572,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-75",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										740,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-76",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										740,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										598,
										110,
										20
									],
									"text": "primer/progress"
								}
							},
							{
								"box": {
									"id": "obj-77",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										780,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										598,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-78",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										740,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-79",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										740,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										624,
										110,
										20
									],
									"text": "primer/info"
								}
							},
							{
								"box": {
									"id": "obj-80",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										780,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										624,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-81",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										830,
										670,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/primer/live/state /oscbridge/beat /oscbridge/clock/state /oscbridge/recording"
								}
							},
							{
								"box": {
									"id": "obj-82",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										870,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-83",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										870,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										650,
										110,
										20
									],
									"text": "primer/live/state"
								}
							},
							{
								"box": {
									"id": "obj-84",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										910,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										650,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-85",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										870,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-86",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										870,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										676,
										110,
										20
									],
									"text": "beat"
								}
							},
							{
								"box": {
									"id": "obj-87",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										910,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										676,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-88",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										870,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-89",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										870,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										702,
										110,
										20
									],
									"text": "clock/state"
								}
							},
							{
								"box": {
									"id": "obj-90",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										910,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										702,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-91",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										870,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-92",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										870,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										728,
										110,
										20
									],
									"text": "recording"
								}
							},
							{
								"box": {
									"id": "obj-93",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										910,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										728,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-94",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"patching_rect": [
										20,
										960,
										593,
										22
									],
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"text": "route /oscbridge/composer /oscbridge/instrument /oscbridge/error /oscbridge/dropped"
								}
							},
							{
								"box": {
									"id": "obj-95",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										1000,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-96",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										1000,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										754,
										110,
										20
									],
									"text": "composer"
								}
							},
							{
								"box": {
									"id": "obj-97",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										1040,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										754,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-98",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										1000,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-99",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										1000,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										780,
										110,
										20
									],
									"text": "instrument"
								}
							},
							{
								"box": {
									"id": "obj-100",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										1040,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										780,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-101",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										820,
										1000,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-102",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										940,
										1000,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										806,
										110,
										20
									],
									"text": "error"
								}
							},
							{
								"box": {
									"id": "obj-103",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										820,
										1040,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										806,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-104",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										1000,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-105",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										1340,
										1000,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										832,
										110,
										20
									],
									"text": "dropped"
								}
							},
							{
								"box": {
									"id": "obj-106",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										1220,
										1040,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										832,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-107",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 3,
									"patching_rect": [
										20,
										1090,
										397,
										22
									],
									"outlettype": [
										"",
										"",
										""
									],
									"text": "route /oscbridge/camera/dropped /oscbridge/camera/state"
								}
							},
							{
								"box": {
									"id": "obj-108",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										20,
										1130,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-109",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										140,
										1130,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										858,
										110,
										20
									],
									"text": "camera/dropped"
								}
							},
							{
								"box": {
									"id": "obj-110",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										20,
										1170,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										858,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							},
							{
								"box": {
									"id": "obj-111",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"patching_rect": [
										420,
										1130,
										89,
										22
									],
									"outlettype": [
										""
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-112",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										540,
										1130,
										110,
										20
									],
									"presentation": 1,
									"presentation_rect": [
										4,
										884,
										110,
										20
									],
									"text": "camera/state"
								}
							},
							{
								"box": {
									"id": "obj-113",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"patching_rect": [
										420,
										1170,
										330,
										22
									],
									"presentation": 1,
									"presentation_rect": [
										116,
										884,
										330,
										22
									],
									"text": "",
									"outlettype": [
										""
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-2",
										0
									],
									"destination": [
										"obj-3",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-6",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										1
									],
									"destination": [
										"obj-7",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-9",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										2
									],
									"destination": [
										"obj-10",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-12",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										3
									],
									"destination": [
										"obj-13",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-15",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
										4
									],
									"destination": [
										"obj-16",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-17",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										1
									],
									"destination": [
										"obj-20",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										0
									],
									"destination": [
										"obj-22",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										2
									],
									"destination": [
										"obj-23",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-25",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										3
									],
									"destination": [
										"obj-26",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-26",
										0
									],
									"destination": [
										"obj-28",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										4
									],
									"destination": [
										"obj-29",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										0
									],
									"destination": [
										"obj-30",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-30",
										0
									],
									"destination": [
										"obj-32",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										1
									],
									"destination": [
										"obj-33",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-33",
										0
									],
									"destination": [
										"obj-35",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										2
									],
									"destination": [
										"obj-36",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-36",
										0
									],
									"destination": [
										"obj-38",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										3
									],
									"destination": [
										"obj-39",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-39",
										0
									],
									"destination": [
										"obj-41",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										4
									],
									"destination": [
										"obj-42",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										0
									],
									"destination": [
										"obj-43",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-43",
										0
									],
									"destination": [
										"obj-45",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										1
									],
									"destination": [
										"obj-46",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-46",
										0
									],
									"destination": [
										"obj-48",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										2
									],
									"destination": [
										"obj-49",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-49",
										0
									],
									"destination": [
										"obj-51",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										3
									],
									"destination": [
										"obj-52",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-52",
										0
									],
									"destination": [
										"obj-54",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										4
									],
									"destination": [
										"obj-55",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										0
									],
									"destination": [
										"obj-56",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-56",
										0
									],
									"destination": [
										"obj-58",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										1
									],
									"destination": [
										"obj-59",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-59",
										0
									],
									"destination": [
										"obj-61",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										2
									],
									"destination": [
										"obj-62",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-62",
										0
									],
									"destination": [
										"obj-64",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										3
									],
									"destination": [
										"obj-65",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-65",
										0
									],
									"destination": [
										"obj-67",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										4
									],
									"destination": [
										"obj-68",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-68",
										0
									],
									"destination": [
										"obj-69",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-69",
										0
									],
									"destination": [
										"obj-71",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-68",
										1
									],
									"destination": [
										"obj-72",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-72",
										0
									],
									"destination": [
										"obj-74",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-68",
										2
									],
									"destination": [
										"obj-75",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-75",
										0
									],
									"destination": [
										"obj-77",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-68",
										3
									],
									"destination": [
										"obj-78",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-78",
										0
									],
									"destination": [
										"obj-80",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-68",
										4
									],
									"destination": [
										"obj-81",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-81",
										0
									],
									"destination": [
										"obj-82",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-82",
										0
									],
									"destination": [
										"obj-84",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-81",
										1
									],
									"destination": [
										"obj-85",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-85",
										0
									],
									"destination": [
										"obj-87",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-81",
										2
									],
									"destination": [
										"obj-88",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-88",
										0
									],
									"destination": [
										"obj-90",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-81",
										3
									],
									"destination": [
										"obj-91",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-91",
										0
									],
									"destination": [
										"obj-93",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-81",
										4
									],
									"destination": [
										"obj-94",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-94",
										0
									],
									"destination": [
										"obj-95",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-95",
										0
									],
									"destination": [
										"obj-97",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-94",
										1
									],
									"destination": [
										"obj-98",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-98",
										0
									],
									"destination": [
										"obj-100",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-94",
										2
									],
									"destination": [
										"obj-101",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-101",
										0
									],
									"destination": [
										"obj-103",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-94",
										3
									],
									"destination": [
										"obj-104",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-104",
										0
									],
									"destination": [
										"obj-106",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-94",
										4
									],
									"destination": [
										"obj-107",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-107",
										0
									],
									"destination": [
										"obj-108",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-108",
										0
									],
									"destination": [
										"obj-110",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-107",
										1
									],
									"destination": [
										"obj-111",
										0
									],
									"order": 0
								}
							},
							{
								"patchline": {
									"source": [
										"obj-111",
										0
									],
									"destination": [
										"obj-113",
										0
									],
									"order": 0
								}
							}
						],
						"dependency_cache": [],
						"autosave": 0
					},
					"presentation": 1,
					"presentation_rect": [
						1140,
						8,
						450,
						914
					],
					"embed": 1,
					"outlettype": [],
					"bgmode": 0,
					"border": 0,
					"clickthrough": 0,
					"enablehscroll": 0,
					"enablevscroll": 0,
					"lockeddragscroll": 0,
					"lockedsize": 0,
					"viewvisibility": 1,
					"offset": [
						0,
						0
					]
				}
			},
			{
				"box": {
					"id": "obj-71",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						1100,
						10,
						320,
						20
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						608,
						320,
						20
					],
					"text": "any message, and return"
				}
			},
			{
				"box": {
					"id": "obj-72",
					"maxclass": "textedit",
					"numinlets": 1,
					"numoutlets": 4,
					"patching_rect": [
						1100,
						40,
						320,
						22
					],
					"presentation": 1,
					"presentation_rect": [
						10,
						630,
						320,
						22
					],
					"outlettype": [
						"",
						"",
						"",
						""
					],
					"keymode": 1,
					"lines": 1,
					"text": "/oscbridge/phrase duet 42"
				}
			},
			{
				"box": {
					"id": "obj-73",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"patching_rect": [
						1100,
						80,
						82,
						22
					],
					"outlettype": [
						"",
						""
					],
					"text": "route text"
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": [
						"obj-4",
						0
					],
					"destination": [
						"obj-5",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-5",
						0
					],
					"destination": [
						"obj-6",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-6",
						2
					],
					"destination": [
						"obj-7",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-7",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-6",
						1
					],
					"destination": [
						"obj-10",
						1
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-6",
						0
					],
					"destination": [
						"obj-10",
						0
					],
					"order": 1
				}
			},
			{
				"patchline": {
					"source": [
						"obj-9",
						0
					],
					"destination": [
						"obj-10",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-10",
						0
					],
					"destination": [
						"obj-11",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-11",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-14",
						0
					],
					"destination": [
						"obj-15",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-15",
						0
					],
					"destination": [
						"obj-19",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-19",
						0
					],
					"destination": [
						"obj-25",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-25",
						0
					],
					"destination": [
						"obj-26",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-26",
						0
					],
					"destination": [
						"obj-27",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-15",
						1
					],
					"destination": [
						"obj-16",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-16",
						0
					],
					"destination": [
						"obj-17",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-16",
						1
					],
					"destination": [
						"obj-18",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-17",
						0
					],
					"destination": [
						"obj-26",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-18",
						0
					],
					"destination": [
						"obj-26",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-22",
						0
					],
					"destination": [
						"obj-26",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-21",
						0
					],
					"destination": [
						"obj-22",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-24",
						0
					],
					"destination": [
						"obj-19",
						1
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-27",
						2
					],
					"destination": [
						"obj-28",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-27",
						1
					],
					"destination": [
						"obj-29",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-27",
						0
					],
					"destination": [
						"obj-30",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-30",
						0
					],
					"destination": [
						"obj-31",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-31",
						0
					],
					"destination": [
						"obj-32",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-32",
						0
					],
					"destination": [
						"obj-33",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-31",
						1
					],
					"destination": [
						"obj-33",
						1
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-35",
						0
					],
					"destination": [
						"obj-36",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-36",
						0
					],
					"destination": [
						"obj-37",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-37",
						0
					],
					"destination": [
						"obj-32",
						1
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-12",
						0
					],
					"destination": [
						"obj-38",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-38",
						0
					],
					"destination": [
						"obj-32",
						1
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-33",
						0
					],
					"destination": [
						"obj-39",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-39",
						1
					],
					"destination": [
						"obj-40",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-40",
						0
					],
					"destination": [
						"obj-29",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-42",
						0
					],
					"destination": [
						"obj-43",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-43",
						0
					],
					"destination": [
						"obj-44",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-39",
						0
					],
					"destination": [
						"obj-44",
						1
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-44",
						0
					],
					"destination": [
						"obj-45",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-44",
						1
					],
					"destination": [
						"obj-46",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-45",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-46",
						0
					],
					"destination": [
						"obj-12",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-8",
						0
					],
					"destination": [
						"obj-48",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-12",
						0
					],
					"destination": [
						"obj-48",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-48",
						0
					],
					"destination": [
						"obj-49",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-49",
						0
					],
					"destination": [
						"obj-50",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-52",
						0
					],
					"destination": [
						"obj-53",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-52",
						1
					],
					"destination": [
						"obj-54",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-53",
						0
					],
					"destination": [
						"obj-55",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-54",
						0
					],
					"destination": [
						"obj-55",
						1
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-55",
						0
					],
					"destination": [
						"obj-56",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-56",
						0
					],
					"destination": [
						"obj-57",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-57",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-8",
						0
					],
					"destination": [
						"obj-59",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-59",
						0
					],
					"destination": [
						"obj-60",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-60",
						0
					],
					"destination": [
						"obj-61",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-61",
						0
					],
					"destination": [
						"obj-62",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-63",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-64",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-65",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-66",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-67",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-68",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-69",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-8",
						0
					],
					"destination": [
						"obj-70",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-72",
						0
					],
					"destination": [
						"obj-73",
						0
					],
					"order": 0
				}
			},
			{
				"patchline": {
					"source": [
						"obj-73",
						0
					],
					"destination": [
						"obj-2",
						0
					],
					"order": 0
				}
			}
		],
		"dependency_cache": [],
		"autosave": 0
	}
}
